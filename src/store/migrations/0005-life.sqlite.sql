-- When an open alert ends by itself unless something is heard of it.
alter table alerts add column auto_resolve_at integer;
create index alerts_auto_resolve on alerts (auto_resolve_at) where auto_resolve_at is not null;

-- How many alerts opened lately under each policy, and when that is to be looked at.
create table storms (
  policy text primary key,
  next_at integer,
  body text not null
) strict, without rowid;
create index storms_due on storms (next_at) where next_at is not null;
