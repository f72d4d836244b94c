-- Open alerts as sources of inhibition rules. The slot joins the rule and the values that source and target share.
create table inhibitors (
  slot text not null,
  is_target integer not null,
  alert_id text not null,
  rule text not null,
  primary key (slot, is_target, alert_id)
) strict, without rowid;
create index inhibitors_alert on inhibitors (alert_id);
create index inhibitors_rule on inhibitors (rule);

-- The rules that know all their open sources.
create table inhibition_rules (rule text primary key) strict, without rowid;
