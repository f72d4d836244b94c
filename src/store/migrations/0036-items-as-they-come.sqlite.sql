-- What a group holds is written as it comes, and no longer among the rest of its group: those who come at once belong to
-- many groups, and each place was a page of its own in every commit. Which alert it is comes first in the one index, so that
-- this is written in order, too; the other one finds what a group has to tell.
create table items_as_they_come (
  place integer primary key,
  group_id text not null,
  subject_id text not null,
  state text not null,
  severity_rank integer not null,
  pending integer not null,
  muted_until integer,
  muted_by text,
  body text not null
) strict;
insert into items_as_they_come (group_id, subject_id, state, severity_rank, pending, muted_until, muted_by, body)
  select group_id, subject_id, state, severity_rank, pending, muted_until, muted_by, body from group_items order by subject_id;
drop table group_items;
alter table items_as_they_come rename to group_items;
create unique index group_items_subject on group_items (subject_id, group_id);
create index group_items_group on group_items (group_id, pending, severity_rank, subject_id);
create index group_items_muted on group_items (group_id, muted_until) where muted_until is not null;
create index group_items_muted_by on group_items (muted_by) where muted_by is not null;
