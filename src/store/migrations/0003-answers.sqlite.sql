-- Keys that the hub makes for itself, so that all its processes and starts agree. Never shown.
create table keys (name text primary key, value blob not null) strict, without rowid;

create table silences (
  id text primary key,
  ends_at integer not null,
  body text not null
) strict, without rowid;
create index silences_end on silences (ends_at);

-- What a group holds back until a silence is over.
alter table group_items add column muted_until integer;
alter table group_items add column muted_by text;
create index group_items_muted on group_items (group_id, muted_until) where muted_until is not null;
create index group_items_muted_by on group_items (muted_by) where muted_by is not null;
