-- Runs of escalation policies: one for an alert and the policy that told it.
create table escalations (
  alert_id text not null,
  policy text not null,
  id text not null,
  state text not null,
  next_at integer,
  muted_by text,
  body text not null,
  primary key (alert_id, policy)
) strict, without rowid;
create unique index escalations_id on escalations (id);
create index escalations_due on escalations (next_at) where next_at is not null;
create index escalations_muted_by on escalations (muted_by) where muted_by is not null;

-- How many runs each escalation policy has had: where contacts take turns, whose turn it is.
create table escalation_turns (plan text primary key, turns integer not null) strict, without rowid;
