-- Who may use the hub, and what was changed by whom.
create table users (
  id text collate "C" primary key,
  name text collate "C" not null unique,
  -- As the identity provider knows the person: issuer and subject.
  issuer text,
  subject text,
  role text not null,
  is_disabled integer not null,
  body text not null
);
create unique index users_provider on users (issuer, subject) where issuer is not null;

create table sessions (
  digest text collate "C" primary key,
  user_id text collate "C" not null,
  expires_at bigint not null,
  body text not null
);
create index sessions_user on sessions (user_id);
create index sessions_over on sessions (expires_at);

create table api_tokens (
  id text collate "C" primary key,
  name text collate "C" not null unique,
  digest text not null unique,
  used_at bigint,
  body text not null
);

-- The empty user is the first administrator, who is not there yet.
create table invitations (
  user_id text collate "C" primary key,
  digest text not null unique,
  body text not null
);

create table audit_log (
  id text collate "C" primary key,
  action text not null,
  body text not null
);
create index audit_log_action on audit_log (action, id);
