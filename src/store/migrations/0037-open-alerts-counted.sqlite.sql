-- How many alerts are open: counted as they come and go, since status pages and metrics ask for it again and again.
create table open_alerts (count integer not null) strict;
insert into open_alerts (count) select count(*) from alerts where state <> 'resolved';
create trigger alerts_added after insert on alerts when new.state <> 'resolved' begin
  update open_alerts set count = count + 1;
end;
create trigger alerts_moved after update of state on alerts when (old.state <> 'resolved') <> (new.state <> 'resolved') begin
  update open_alerts set count = count + iif(new.state <> 'resolved', 1, -1);
end;
create trigger alerts_removed after delete on alerts when old.state <> 'resolved' begin
  update open_alerts set count = count - 1;
end;
