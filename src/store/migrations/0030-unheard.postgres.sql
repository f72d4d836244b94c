-- What could be told to nobody, to be counted at any time.
create index holds_unheard on holds (id) where strpos(body, '"reason":"nobody-reachable"') > 0;
