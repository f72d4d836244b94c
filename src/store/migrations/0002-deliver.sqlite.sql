-- Messages accepted against an organisation's quota, by calendar month.
create table quotas (
  key text not null,
  month text not null,
  messages integer not null,
  primary key (key, month)
) strict, without rowid;

-- Dead letters of a lane. Not an index over all states: that would lead the look for lanes that are due astray.
create index notifications_dead on notifications (lane, id) where state = 'dead';
