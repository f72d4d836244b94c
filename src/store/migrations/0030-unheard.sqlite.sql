-- What could be told to nobody, to be counted at any time.
create index holds_unheard on holds (json_extract(body, '$.subjectId')) where json_extract(body, '$.reason') = 'nobody-reachable';
