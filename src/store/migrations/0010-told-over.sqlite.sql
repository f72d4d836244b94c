-- Alerts that ended before a message about them left, so that this message told the end: their recovery is not told
-- there again. A row goes when that recovery comes, or when the alert is told as going on once more.
create table told_over (
  subject_id text not null,
  endpoint_id text not null,
  notification_id text not null,
  primary key (subject_id, endpoint_id)
) strict, without rowid;
