-- Notifications that were not sent, because somebody had answered before they left.
insert into notification_counts (state, count) values ('moot', 0);
