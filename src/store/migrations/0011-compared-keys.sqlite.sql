-- Keys are compared without case and blanks around them. Open alerts from before are met again by what ends them; where
-- two differ in nothing else, the second one keeps its key. What is not ASCII keeps its case.
update or ignore alerts
  set dedup_key = lower(trim(dedup_key)), body = json_set(body, '$.dedupKey', lower(trim(dedup_key)))
  where state <> 'resolved' and dedup_key <> lower(trim(dedup_key));
