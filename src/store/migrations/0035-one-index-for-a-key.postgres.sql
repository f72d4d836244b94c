-- An alert is either among those that are open under a key or among those that are over: one place to write, not two. Keys
-- are scattered, so that each place is a page of its own in every commit.
drop index alerts_key;
create index alerts_ended on alerts (source, dedup_key, id) where state = 'resolved';
