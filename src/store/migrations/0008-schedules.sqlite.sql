-- Overrides that people make while the hub runs, beside those of the configuration.
create table schedule_overrides (
  id text primary key,
  schedule text not null,
  ends_at integer not null,
  body text not null
) strict, without rowid;
create index schedule_overrides_end on schedule_overrides (ends_at);

-- What of each schedule was told last: who is on call, and which gaps come.
create table schedule_marks (schedule text primary key, body text not null) strict, without rowid;

-- Calendar feeds that were handed out. Of the token only its digest is kept.
create table calendar_feeds (
  id text primary key,
  digest text not null unique,
  body text not null
) strict, without rowid;

-- The last good copy of each calendar that is fetched, by a digest of its address.
create table calendar_copies (digest text primary key, fetched_at integer not null, body text not null) strict, without rowid;
