-- What changes of a notification stands in small rows, and what it says apart from them: leasing a message and
-- recording its answer then writes a tenth of the pages.
create table notification_bodies (
  id text primary key,
  body text not null
) strict, without rowid;
insert into notification_bodies (id, body) select id, body from notifications;

alter table notifications add column attempt_count integer not null default 0;
alter table notifications add column merged_into text;
update notifications set
  attempt_count = coalesce(json_extract(body, '$.attemptCount'), 0),
  merged_into = json_extract(body, '$.mergedInto');
alter table notifications drop column body;

-- For the page of what could not be delivered. No index over all states: the planner would take it for looking up
-- what is due in a lane, which is six times slower with it.
create index dead_letters on notifications (id) where state = 'dead';

-- How many notifications are in each state, so that nobody has to count a million of them.
create table notification_counts (
  state text primary key,
  count integer not null
) strict, without rowid;
insert into notification_counts (state, count)
  select s.state, (select count(*) from notifications n where n.state = s.state)
  from (select 'due' as state union all select 'leased' union all select 'sent' union all select 'dead' union all select 'merged') s;
create trigger notifications_added after insert on notifications begin
  update notification_counts set count = count + 1 where state = new.state;
end;
create trigger notifications_moved after update of state on notifications when old.state <> new.state begin
  update notification_counts set count = count - 1 where state = old.state;
  update notification_counts set count = count + 1 where state = new.state;
end;
create trigger notifications_removed after delete on notifications begin
  update notification_counts set count = count - 1 where state = old.state;
end;
