-- How many alerts are open: counted as they come and go, since status pages and metrics ask for it again and again, and
-- the database has to look at every row to count them. In parts, as other counts are.
create table open_alerts (part integer primary key, count bigint not null);
lock table alerts in share row exclusive mode;
insert into open_alerts (part, count) select 0, count(*) from alerts where state <> 'resolved';
create function count_open_alerts() returns trigger language plpgsql as $$
declare
  more bigint := 0;
begin
  if tg_op <> 'INSERT' then
    more := more - (select count(*) from gone where state <> 'resolved');
  end if;
  if tg_op <> 'DELETE' then
    more := more + (select count(*) from come where state <> 'resolved');
  end if;
  if more <> 0 then
    insert into open_alerts as known (part, count) values (pg_backend_pid() % 64, more)
      on conflict (part) do update set count = known.count + excluded.count;
  end if;
  return null;
end $$;
create trigger alerts_added after insert on alerts
  referencing new table as come for each statement execute function count_open_alerts();
create trigger alerts_moved after update on alerts
  referencing old table as gone new table as come for each statement execute function count_open_alerts();
create trigger alerts_removed after delete on alerts
  referencing old table as gone for each statement execute function count_open_alerts();
