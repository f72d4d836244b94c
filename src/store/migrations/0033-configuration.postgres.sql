-- The configuration where people edit it in the console: each revision whole, the newest counts.
create table configuration_revisions (
  number bigint primary key,
  -- Who, when and why.
  body text not null,
  text text not null,
  -- What references of the text stand for, by their names.
  secrets text not null
);
