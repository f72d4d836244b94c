-- What is known of each source from what it sent. The number makes room for its requests in the log.
create table source_states (
  number integer primary key,
  source text not null unique,
  first_at integer not null,
  -- Requests that are in the log, or were: the place of the next one.
  turn integer not null default 0,
  requests integer not null,
  events integer not null,
  repeated integer not null,
  quarantined integer not null,
  refused integer not null,
  heard_at integer,
  event_at integer,
  last_kind text,
  -- When it is to be looked at whether it still speaks, since when it was found not to, and what is known of its habits.
  next_at integer,
  quiet_since integer,
  body text
) strict;
create index source_states_due on source_states (next_at) where next_at is not null;

-- The last requests of each source. A place is used again and again, so that the table neither grows nor has to be trimmed.
create table requests (
  place integer primary key,
  source text not null,
  id text not null,
  received_at integer not null,
  method text not null,
  path text not null,
  query text,
  headers text not null,
  payload text,
  payload_bytes integer not null,
  result text not null,
  status integer not null,
  problem text,
  event_ids text not null,
  events integer not null,
  repeated integer not null
) strict;

-- Monitors: who pings, and when that is looked at. What came is in columns, what was decided in the others.
create table heartbeats (
  source text not null,
  monitor text not null,
  armed_at integer not null,
  pinged_at integer,
  started_at integer,
  failed_at integer,
  failed_text text,
  recovered_at integer,
  changes integer not null default 0,
  forgotten integer not null default 0,
  excused_until integer,
  fired_at integer,
  fired_for text,
  next_at integer,
  primary key (source, monitor)
) strict, without rowid;
create index heartbeats_due on heartbeats (next_at) where next_at is not null;
