-- What is open, newest first, with what lists are filtered and counted by: such a list reads no alert that it does not show.
create index alerts_open_list on alerts (id) include (state, source, severity_rank) where state <> 'resolved';
