-- The events of an alert, for its story: without it the whole log would have to be read.
create index outcomes_alert on outcomes (json_extract(body, '$.alertId'), event_id)
  where json_extract(body, '$.alertId') is not null;
