/** Every notification with its body; conditions follow. */
export const NOTIFICATIONS =
  'select n.state, n.due_at, n.attempt_count, n.merged_into, b.body from notifications n join notification_bodies b on b.id = n.id'

/** The places and ids of the first events that wait to be settled. */
export const UNSETTLED =
  "select seq, id from events where seq > (select seq from cursors where name = 'settled') order by seq limit ?"
