-- What was answered to requests that may come again: one row for each key of each caller.
create table idempotency_keys (
  key text primary key,
  expires_at integer not null,
  body text not null
) strict, without rowid;
create index idempotency_keys_over on idempotency_keys (expires_at);
