-- Since when an ended alert is only kept: what it is about, and itself. Null while it is open; the first also once its
-- details are dropped.
alter table alerts add column details_kept_from integer;
alter table alerts add column kept_from integer;
update alerts set
  details_kept_from = coalesce(json_extract(body, '$.resolvedAt'), json_extract(body, '$.updatedAt'), 0),
  kept_from = coalesce(json_extract(body, '$.resolvedAt'), json_extract(body, '$.updatedAt'), 0)
  where state = 'resolved';
create index alerts_details_kept on alerts (details_kept_from) where details_kept_from is not null;
create index alerts_kept on alerts (kept_from) where kept_from is not null and details_kept_from is null;

-- How far the log of events and the outbox have been walked through for what is too old: by the order of each.
create table retention_walks (name text primary key, last text not null) strict, without rowid;

-- What was too old and still needed when the walk came by; looked at again then.
create table kept_back (
  kind text not null,
  id text not null,
  look_at integer not null,
  primary key (kind, id)
) strict, without rowid;
create index kept_back_look on kept_back (look_at);

-- What happened on each day of UTC (days since 1970), for ever: of a source (policy is empty), of a source under a policy,
-- and the messages of a policy (source is empty).
create table daily_counts (
  day integer not null,
  source text not null,
  policy text not null,
  events integer not null default 0,
  opened integer not null default 0,
  ended integer not null default 0,
  ended_ms integer not null default 0,
  acknowledged integer not null default 0,
  acknowledged_ms integer not null default 0,
  sent integer not null default 0,
  dead integer not null default 0,
  primary key (day, source, policy)
) strict, without rowid;

-- What is there already counts too.
insert into daily_counts (day, source, policy, events)
  select received_at / 86400000, source, '', count(*) from events
  where seq <= (select seq from cursors where name = 'settled') group by 1, 2;
insert into daily_counts (day, source, policy, events)
  select e.received_at / 86400000, e.source, json_extract(m.value, '$.policy'), count(*)
  from events e join outcomes o on o.event_id = e.id, json_each(o.body, '$.matched') m
  where e.seq <= (select seq from cursors where name = 'settled') group by 1, 2, 3;
insert into daily_counts (day, source, policy, opened)
  select json_extract(body, '$.openedAt') / 86400000, source, '', count(*) from alerts
  where json_extract(body, '$.openedAt') is not null group by 1, 2
  on conflict do update set opened = excluded.opened;
insert into daily_counts (day, source, policy, opened)
  select json_extract(a.body, '$.openedAt') / 86400000, a.source, json_extract(m.value, '$.policy'), count(*)
  from alerts a join outcomes o on o.event_id = json_extract(a.body, '$.firstEventId'), json_each(o.body, '$.matched') m
  where json_extract(a.body, '$.openedAt') is not null group by 1, 2, 3
  on conflict do update set opened = excluded.opened;
insert into daily_counts (day, source, policy, ended, ended_ms)
  select json_extract(body, '$.resolvedAt') / 86400000, source, '', count(*),
    sum(json_extract(body, '$.resolvedAt') - json_extract(body, '$.openedAt')) from alerts
  where state = 'resolved' and json_extract(body, '$.resolvedAt') is not null and json_extract(body, '$.openedAt') is not null
  group by 1, 2
  on conflict do update set ended = excluded.ended, ended_ms = excluded.ended_ms;
insert into daily_counts (day, source, policy, sent, dead)
  select n.due_at / 86400000, '', coalesce(json_extract(b.body, '$.policy'), ''), sum(n.state = 'sent'), sum(n.state = 'dead')
  from notifications n join notification_bodies b on b.id = n.id where n.state in ('sent', 'dead') group by 1, 2, 3;
