-- The log of events: written once, read by its order. The id grows with time, so its index only grows at the end.
create table events (
  seq integer primary key,
  id text not null unique,
  source text not null,
  received_at integer not null,
  body text not null,
  raw text not null
) strict;

-- How far the log has been settled.
create table cursors (name text primary key, seq integer not null) strict, without rowid;
insert into cursors (name, seq) values ('settled', 0);

-- What became of each event.
create table outcomes (
  event_id text primary key,
  body text not null
) strict, without rowid;

-- Deliveries seen, to know a repeated one again; trimmed by age. The digest is 63 bits of SHA-256.
create table deliveries (
  digest integer primary key,
  event_id text not null,
  at integer not null
) strict;
create index deliveries_at on deliveries (at);

create table alerts (
  id text primary key,
  source text not null,
  dedup_key text not null,
  state text not null,
  body text not null
) strict, without rowid;
create unique index alerts_open on alerts (source, dedup_key) where state <> 'resolved';
create index alerts_key on alerts (source, dedup_key, id);

create table alert_groups (
  id text primary key,
  policy text not null,
  key text not null,
  next_flush_at integer,
  body text not null,
  unique (policy, key)
) strict, without rowid;
create index alert_groups_due on alert_groups (next_flush_at) where next_flush_at is not null;

create table group_items (
  group_id text not null,
  subject_id text not null,
  state text not null,
  severity_rank integer not null,
  pending integer not null,
  body text not null,
  primary key (group_id, subject_id)
) strict, without rowid;
create index group_items_subject on group_items (subject_id);
create index group_items_pending on group_items (group_id, severity_rank) where pending = 1;

-- What a group held back when its time came.
create table holds (
  id text primary key,
  event_id text not null,
  body text not null
) strict, without rowid;
create index holds_event on holds (event_id);

-- The outbox.
create table notifications (
  id text primary key,
  lane text not null,
  state text not null,
  severity_rank integer not null,
  due_at integer not null,
  lease_until integer,
  body text not null
) strict, without rowid;
create index notifications_due on notifications (lane, severity_rank, id) where state = 'due';
create index notifications_leased on notifications (lease_until) where state = 'leased';

create table notification_subjects (
  subject_id text not null,
  notification_id text not null,
  primary key (subject_id, notification_id)
) strict, without rowid;

create table attempts (
  id text primary key,
  notification_id text not null,
  body text not null
) strict, without rowid;
create index attempts_notification on attempts (notification_id, id);

create table lanes (
  lane text primary key,
  blocked_until integer,
  body text not null
) strict, without rowid;

create table quarantine (
  id text primary key,
  received_at integer not null,
  body text not null
) strict, without rowid;
