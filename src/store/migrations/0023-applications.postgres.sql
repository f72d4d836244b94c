-- What is known of each Application of Argo CD: its state as it was decided, until the cluster has it, and what was noted of it.
create table applications (
  uid text collate "C" primary key,
  namespace text collate "C" not null,
  name text collate "C" not null,
  decided text,
  body text not null
);
create index applications_names on applications (namespace, name, uid);

-- Of a message that may say the same as another: what it says and to whom, by which rule of its sender, and when it was owed.
alter table notifications add column said text collate "C";
alter table notifications add column said_by text;
alter table notifications add column said_at bigint;
create index notifications_said on notifications (said) where state = 'sent' and said is not null;
