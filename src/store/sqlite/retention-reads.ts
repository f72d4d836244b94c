import { leastIdAt } from '../../base/id.ts'
import type { StoreExtent } from '../../contract/retention-store.ts'
import type { RetentionCuts } from '../../model/retention.ts'
import { type Linked, type Moment, Plan } from '../drop-plan.ts'
import { bodyOf, LAST_ID, numberOf } from '../rows.ts'
import type { Connection, Row } from './connection.ts'

/**
 * Looks for what may be dropped. Each look begins where an index says that something is old enough, or where the last
 * one has ended: none of them grows with what is kept.
 */
export class RetentionReads {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * What the next transaction drops. Alerts first, for the walks leave to them what is theirs; the walk through the
   * outbox last, for it leaves to the events what is theirs.
   */
  next(cuts: RetentionCuts, moment: Moment): Plan {
    const plan = new Plan(cuts, moment)
    if (cuts.loose !== undefined) this.#keptBack(plan)
    if (cuts.details !== undefined) this.#details(plan, cuts.details, cuts.loose)
    if (cuts.alerts !== undefined) this.#alerts(plan, cuts.alerts)
    if (cuts.loose !== undefined) {
      this.#walkEvents(plan, cuts.loose)
      this.#walkMessages(plan, cuts.loose)
    }
    if (cuts.quarantine !== undefined)
      for (const id of this.#ids(QUARANTINE, leastIdAt(cuts.quarantine), plan.room))
        plan.add('quarantine', id)
    if (cuts.silences !== undefined)
      for (const id of this.#ids(SILENCES, cuts.silences, plan.room)) plan.add('silences', id)
    return plan
  }

  extent(): StoreExtent {
    const oldestEventAt = numberOf(this.#connection.get(OLDEST), 'at')
    const pragma = (name: string): number =>
      Number(this.#connection.get(`pragma ${name}`)?.[name] ?? 0)
    const pageBytes = pragma('page_size')
    return {
      ...(oldestEventAt === undefined ? {} : { oldestEventAt }),
      fileBytes: pragma('page_count') * pageBytes,
      freeBytes: pragma('freelist_count') * pageBytes,
    }
  }

  /**
   * What belongs to alerts that ended before `cut`, and came before it or before where the walks may have been: they
   * left it. What is newer is for them.
   */
  #details(plan: Plan, cut: number, loose = cut): void {
    const before = leastIdAt(Math.max(cut, loose))
    for (const id of this.#ids(DETAILS, cut, plan.room)) {
      if (plan.room <= 0) return
      if (this.#isNeeded(id)) {
        plan.add('waitingDetails', id)
        continue
      }
      const events = this.#ids(EVENTS_OF, id, before, plan.room)
      if (!events.every((event) => this.#dropEvent(plan, event))) return
      const { room } = plan
      const messages = room > 0 ? this.#linked(id, before, room) : []
      for (const message of messages) this.#release(plan, message, id)
      if (room > 0 && messages.length < room) plan.add('bare', id)
    }
  }

  /** Alerts that ended before `cut` and have nothing left that belongs to them. */
  #alerts(plan: Plan, cut: number): void {
    for (const id of this.#ids(ALERTS, cut, plan.room))
      plan.add(this.#isNeeded(id) ? 'waitingAlerts' : 'alerts', id)
  }

  /**
   * The log in its order, up to what came at `cut`. The newest event stays: the next one's place is counted from it,
   * and how far the log is settled is told by places.
   */
  #walkEvents(plan: Plan, cut: number): void {
    if (plan.room <= 0) return
    const before = leastIdAt(cut)
    for (const row of this.#connection.all(LOG, plan.room)) {
      const id = String(row['id'])
      if (id >= before || plan.room <= 0) return
      if (row['is_of_alert'] === 1) plan.pass()
      else if (this.#isHeld(id)) plan.keepBack('event', id)
      else if (!this.#dropEvent(plan, id)) return
      plan.walk('events', String(row['seq']))
    }
  }

  /** The outbox in its order, up to what was made at `cut`. */
  #walkMessages(plan: Plan, cut: number): void {
    if (plan.room <= 0) return
    for (const row of this.#connection.all(OUTBOX, leastIdAt(cut), plan.room)) {
      const id = String(row['id'])
      plan.walk('messages', id)
      const message = linkedOf(row)
      if (message.subjects.some((subject) => this.#isLinked(plan, subject, id))) plan.pass()
      else if (row['is_owed'] === 1) plan.keepBack('message', id)
      else plan.dropMessage(message)
    }
  }

  #keptBack(plan: Plan): void {
    for (const row of this.#connection.all(KEPT_BACK, plan.now, plan.room)) {
      const id = String(row['id'])
      if (plan.room <= 0) return
      if (row['kind'] === 'message') this.#lookAgain(plan, id)
      else if (this.#isHeld(id)) plan.keepBack('event', id)
      else if (this.#dropEvent(plan, id)) plan.letGo('event', id)
    }
  }

  #lookAgain(plan: Plan, id: string): void {
    const row = this.#connection.get(MESSAGE, id)
    if (row?.['is_owed'] === 1) {
      plan.keepBack('message', id)
      return
    }
    plan.letGo('message', id)
    if (!row) return
    const message = linkedOf(row)
    if (!message.subjects.some((subject) => this.#isLinked(plan, subject, id)))
      plan.dropMessage(message)
  }

  /** The event, and the messages of a notice that tell of nothing else. Where those are too many for one look, the event stays for the next. */
  #dropEvent(plan: Plan, id: string): boolean {
    const { room } = plan
    const messages = this.#linked(id, LAST_ID, room)
    for (const message of messages) this.#release(plan, message, id)
    if (messages.length >= room) return false
    plan.add('events', id)
    return true
  }

  /** The message no longer belongs to `subject`; the last to which it belongs takes it along. */
  #release(plan: Plan, { id, subjects }: Linked, subject: string): void {
    const isShared = subjects.some((other) => other !== subject && this.#isLinked(plan, other, id))
    if (isShared) plan.unlink(subject, id)
    else plan.dropMessage({ id, subjects })
  }

  /** Messages about the subject that are older than `before`, none of them owed. */
  #linked(subject: string, before: string, limit: number): readonly Linked[] {
    return this.#connection.all(LINKED, subject, before, limit).map(linkedOf)
  }

  /** Whether the message still belongs to the subject: to an alert whose details are kept, or an event. */
  #isLinked(plan: Plan, subject: string, message: string): boolean {
    if (plan.isGoing(subject) || plan.isUnlinked(subject, message)) return false
    return this.#connection.get(LINK, subject, message) !== undefined
  }

  /** An alert that is over, and still in a group, in a run, or in a message that is owed. */
  #isNeeded(alertId: string): boolean {
    return this.#isHeld(alertId) || this.#connection.get(RUNNING, alertId) !== undefined
  }

  #isHeld(subject: string): boolean {
    return this.#connection.get(HELD, subject) !== undefined
  }

  #ids(sql: string, ...values: readonly (string | number)[]): readonly string[] {
    // A limit below zero would mean all.
    if (Number(values.at(-1)) <= 0) return []
    return this.#connection.all(sql, ...values).map((row) => String(row['id']))
  }
}

function linkedOf(row: Row): Linked {
  return { id: String(row['id']), subjects: bodyOf<readonly string[]>(row, 'subjects') }
}

const QUARANTINE = 'select id from quarantine where id < ? order by id limit ?'
const SILENCES = 'select id from silences where ends_at < ? order by ends_at limit ?'
const OLDEST = 'select received_at as at from events order by seq limit 1'
const DETAILS =
  'select id from alerts where details_kept_from < ? order by details_kept_from limit ?'
const ALERTS =
  'select id from alerts where kept_from < ? and details_kept_from is null order by kept_from limit ?'
const NEWEST = '(select max(seq) from events)'
const EVENTS_OF = `select o.event_id as id from outcomes o
  where json_extract(o.body, '$.alertId') = ? and o.event_id < ?
    and o.event_id <> (select id from events where seq = ${NEWEST})
  order by o.event_id limit ?`
const LOG = `select e.seq, e.id,
    exists (select 1 from alerts a where a.id = json_extract(o.body, '$.alertId')
      and (a.state <> 'resolved' or a.details_kept_from is not null)) as is_of_alert
  from events e left join outcomes o on o.event_id = e.id
  where e.seq > coalesce((select cast(last as integer) from retention_walks where name = 'events'), 0)
    and e.seq <= (select seq from cursors where name = 'settled') and e.seq < ${NEWEST}
  order by e.seq limit ?`
const SUBJECTS = `(select json_group_array(distinct json_extract(value, '$.subjectId')) from json_each(b.body, '$.entries')) as subjects`
const OWED = "n.state in ('due', 'leased')"
const OUTBOX = `select n.id, ${OWED} as is_owed, ${SUBJECTS}
  from notifications n join notification_bodies b on b.id = n.id
  where n.id > coalesce((select last from retention_walks where name = 'messages'), '') and n.id < ?
  order by n.id limit ?`
const MESSAGE = `select n.id, ${OWED} as is_owed, ${SUBJECTS}
  from notifications n join notification_bodies b on b.id = n.id where n.id = ?`
const KEPT_BACK = 'select kind, id from kept_back where look_at <= ? order by look_at limit ?'
const LINKED = `select n.id, ${SUBJECTS}
  from notification_subjects s join notifications n on n.id = s.notification_id join notification_bodies b on b.id = n.id
  where s.subject_id = ? and s.notification_id < ? order by s.notification_id limit ?`
const LINK = `select 1 from notification_subjects s where s.subject_id = ? and s.notification_id = ?
  and (exists (select 1 from alerts a where a.id = s.subject_id and (a.state <> 'resolved' or a.details_kept_from is not null))
    or exists (select 1 from events e where e.id = s.subject_id))`
const RUNNING = 'select 1 from escalations where alert_id = ? and next_at is not null limit 1'
const HELD = `select 1 from (select ?1 as id) x
  where exists (select 1 from group_items i where i.subject_id = x.id)
    or exists (select 1 from notification_subjects s join notifications n on n.id = s.notification_id
      where s.subject_id = x.id and ${OWED})`

/** The looks that retention takes, to be checked for how they are carried out. */
export const RETENTION_LOOKS: Readonly<Record<string, string>> = {
  QUARANTINE,
  SILENCES,
  OLDEST,
  DETAILS,
  ALERTS,
  EVENTS_OF,
  LOG,
  OUTBOX,
  MESSAGE,
  KEPT_BACK,
  LINKED,
  LINK,
  RUNNING,
  HELD,
}
