-- Who may use the hub, and what was changed by whom.
create table users (
  id text primary key,
  name text not null unique,
  -- As the identity provider knows the person: issuer and subject.
  issuer text,
  subject text,
  role text not null,
  is_disabled integer not null,
  body text not null
) strict, without rowid;
create unique index users_provider on users (issuer, subject) where issuer is not null;

create table sessions (
  digest text primary key,
  user_id text not null,
  expires_at integer not null,
  body text not null
) strict, without rowid;
create index sessions_user on sessions (user_id);
create index sessions_over on sessions (expires_at);

create table api_tokens (
  id text primary key,
  name text not null unique,
  digest text not null unique,
  used_at integer,
  body text not null
) strict, without rowid;

-- The empty user is the first administrator, who is not there yet.
create table invitations (
  user_id text primary key,
  digest text not null unique,
  body text not null
) strict, without rowid;

create table audit_log (
  id text primary key,
  action text not null,
  body text not null
) strict, without rowid;
create index audit_log_action on audit_log (action, id);
