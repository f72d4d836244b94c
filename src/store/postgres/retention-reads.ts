import { leastIdAt } from '../../base/id.ts'
import type { StoreExtent } from '../../contract/retention-store.ts'
import type { RetentionCuts } from '../../model/retention.ts'
import { type Linked, type Moment, Plan } from '../drop-plan.ts'
import { bodyOf, LAST_ID, numberOf, type Row } from '../rows.ts'
import type { Looks } from './connection.ts'

/**
 * Looks for what may be dropped. Each look begins where an index says that something is old enough, or where the last
 * one has ended: none of them grows with what is kept.
 */
export class RetentionReads {
  readonly #connection: Looks

  constructor(connection: Looks) {
    this.#connection = connection
  }

  /**
   * What the next transaction drops. Alerts first, for the walks leave to them what is theirs; the walk through the
   * outbox last, for it leaves to the events what is theirs.
   */
  async next(cuts: RetentionCuts, moment: Moment): Promise<Plan> {
    const plan = new Plan(cuts, moment)
    if (cuts.loose !== undefined) await this.#keptBack(plan)
    if (cuts.details !== undefined) await this.#details(plan, cuts.details, cuts.loose)
    if (cuts.alerts !== undefined) await this.#alerts(plan, cuts.alerts)
    if (cuts.loose !== undefined) {
      await this.#walkEvents(plan, cuts.loose)
      await this.#walkMessages(plan, cuts.loose)
    }
    if (cuts.quarantine !== undefined)
      for (const id of await this.#ids(QUARANTINE, leastIdAt(cuts.quarantine), plan.room))
        plan.add('quarantine', id)
    if (cuts.silences !== undefined)
      for (const id of await this.#ids(SILENCES, cuts.silences, plan.room)) plan.add('silences', id)
    return plan
  }

  /** What was dropped is filled again by the database itself, which does not say how much of that there is. */
  async extent(): Promise<StoreExtent> {
    const [oldest, size] = await Promise.all([
      this.#connection.get(OLDEST),
      this.#connection.get('select pg_database_size(current_database()) as bytes'),
    ])
    const oldestEventAt = numberOf(oldest, 'at')
    return {
      ...(oldestEventAt === undefined ? {} : { oldestEventAt }),
      fileBytes: Number(size?.['bytes'] ?? 0),
      freeBytes: 0,
    }
  }

  /**
   * What belongs to alerts that ended before `cut`, and came before it or before where the walks may have been: they
   * left it. What is newer is for them.
   */
  async #details(plan: Plan, cut: number, loose = cut): Promise<void> {
    const before = leastIdAt(Math.max(cut, loose))
    for (const id of await this.#ids(DETAILS, cut, plan.room)) {
      if (plan.room <= 0) return
      if (await this.#isNeeded(id)) {
        plan.add('waitingDetails', id)
        continue
      }
      const events = await this.#ids(EVENTS_OF, id, before, plan.room)
      for (const event of events) if (!(await this.#dropEvent(plan, event))) return
      const { room } = plan
      const messages = room > 0 ? await this.#linked(id, before, room) : []
      for (const message of messages) await this.#release(plan, message, id)
      if (room > 0 && messages.length < room) plan.add('bare', id)
    }
  }

  /** Alerts that ended before `cut` and have nothing left that belongs to them. */
  async #alerts(plan: Plan, cut: number): Promise<void> {
    for (const id of await this.#ids(ALERTS, cut, plan.room))
      plan.add((await this.#isNeeded(id)) ? 'waitingAlerts' : 'alerts', id)
  }

  /**
   * The log in its order, up to what came at `cut`. The newest event stays: the next one's place is counted from it,
   * and how far the log is settled is told by places.
   */
  async #walkEvents(plan: Plan, cut: number): Promise<void> {
    if (plan.room <= 0) return
    const before = leastIdAt(cut)
    for (const row of await this.#connection.all(LOG, plan.room)) {
      const id = String(row['id'])
      if (id >= before || plan.room <= 0) return
      if (row['is_of_alert'] === true) plan.pass()
      else if (await this.#isHeld(id)) plan.keepBack('event', id)
      else if (!(await this.#dropEvent(plan, id))) return
      plan.walk('events', String(row['seq']))
    }
  }

  /** The outbox in its order, up to what was made at `cut`. */
  async #walkMessages(plan: Plan, cut: number): Promise<void> {
    if (plan.room <= 0) return
    for (const row of await this.#connection.all(OUTBOX, leastIdAt(cut), plan.room)) {
      const id = String(row['id'])
      plan.walk('messages', id)
      const message = linkedOf(row)
      if (await this.#isAnyLinked(plan, message.subjects, id)) plan.pass()
      else if (row['is_owed'] === true) plan.keepBack('message', id)
      else plan.dropMessage(message)
    }
  }

  async #keptBack(plan: Plan): Promise<void> {
    for (const row of await this.#connection.all(KEPT_BACK, plan.now, plan.room)) {
      const id = String(row['id'])
      if (plan.room <= 0) return
      if (row['kind'] === 'message') await this.#lookAgain(plan, id)
      else if (await this.#isHeld(id)) plan.keepBack('event', id)
      else if (await this.#dropEvent(plan, id)) plan.letGo('event', id)
    }
  }

  async #lookAgain(plan: Plan, id: string): Promise<void> {
    const row = await this.#connection.get(MESSAGE, id)
    if (row?.['is_owed'] === true) {
      plan.keepBack('message', id)
      return
    }
    plan.letGo('message', id)
    if (!row) return
    const message = linkedOf(row)
    if (!(await this.#isAnyLinked(plan, message.subjects, id))) plan.dropMessage(message)
  }

  /** The event, and the messages of a notice that tell of nothing else. Where those are too many for one look, the event stays for the next. */
  async #dropEvent(plan: Plan, id: string): Promise<boolean> {
    const { room } = plan
    const messages = await this.#linked(id, LAST_ID, room)
    for (const message of messages) await this.#release(plan, message, id)
    if (messages.length >= room) return false
    plan.add('events', id)
    return true
  }

  /** The message no longer belongs to `subject`; the last to which it belongs takes it along. */
  async #release(plan: Plan, { id, subjects }: Linked, subject: string): Promise<void> {
    const others = subjects.filter((other) => other !== subject)
    const isShared = await this.#isAnyLinked(plan, others, id)
    if (isShared) plan.unlink(subject, id)
    else plan.dropMessage({ id, subjects })
  }

  /** Messages about the subject that are older than `before`, none of them owed. */
  async #linked(subject: string, before: string, limit: number): Promise<readonly Linked[]> {
    return (await this.#connection.all(LINKED, subject, before, limit)).map(linkedOf)
  }

  async #isAnyLinked(plan: Plan, subjects: readonly string[], message: string): Promise<boolean> {
    for (const subject of subjects) if (await this.#isLinked(plan, subject, message)) return true
    return false
  }

  /** Whether the message still belongs to the subject: to an alert whose details are kept, or an event. */
  async #isLinked(plan: Plan, subject: string, message: string): Promise<boolean> {
    if (plan.isGoing(subject) || plan.isUnlinked(subject, message)) return false
    return (await this.#connection.get(LINK, subject, message)) !== undefined
  }

  /** An alert that is over, and still in a group, in a run, or in a message that is owed. */
  async #isNeeded(alertId: string): Promise<boolean> {
    return (
      (await this.#isHeld(alertId)) || (await this.#connection.get(RUNNING, alertId)) !== undefined
    )
  }

  async #isHeld(subject: string): Promise<boolean> {
    return (await this.#connection.get(HELD, subject)) !== undefined
  }

  async #ids(sql: string, ...values: readonly (string | number)[]): Promise<readonly string[]> {
    // A limit below zero would mean all.
    if (Number(values.at(-1)) <= 0) return []
    return (await this.#connection.all(sql, ...values)).map((row) => String(row['id']))
  }
}

function linkedOf(row: Row): Linked {
  return { id: String(row['id']), subjects: bodyOf<readonly string[]>(row, 'subjects') }
}

const QUARANTINE = 'select id from quarantine where id < $1 order by id limit $2'
const SILENCES = 'select id from silences where ends_at < $1 order by ends_at limit $2'
const OLDEST = 'select received_at as at from events order by seq limit 1'
const DETAILS =
  'select id from alerts where details_kept_from < $1 order by details_kept_from limit $2'
const ALERTS =
  'select id from alerts where kept_from < $1 and details_kept_from is null order by kept_from limit $2'
const NEWEST = '(select max(seq) from events)'
const EVENTS_OF = `select o.event_id as id from outcomes o
  where o.alert_id = $1 and o.event_id < $2
    and o.event_id <> (select id from events where seq = ${NEWEST})
  order by o.event_id limit $3`
const LOG = `select e.seq, e.id,
    exists (select 1 from alerts a where a.id = o.alert_id
      and (a.state <> 'resolved' or a.details_kept_from is not null)) as is_of_alert
  from events e left join outcomes o on o.event_id = e.id
  where e.seq > coalesce((select cast(last as bigint) from retention_walks where name = 'events'), 0)
    and e.seq < least(${NEWEST}, (select min(seq) from unsettled))
  order by e.seq limit $1`
const SUBJECTS =
  "(select coalesce(json_agg(s.subject_id), '[]') from notification_subjects s where s.notification_id = n.id)::text as subjects"
const OWED = "n.state in ('due', 'leased')"
const OUTBOX = `select n.id, ${OWED} as is_owed, ${SUBJECTS}
  from notifications n
  where n.id > coalesce((select last from retention_walks where name = 'messages'), '') and n.id < $1
  order by n.id limit $2`
const MESSAGE = `select n.id, ${OWED} as is_owed, ${SUBJECTS}
  from notifications n where n.id = $1`
const KEPT_BACK = 'select kind, id from kept_back where look_at <= $1 order by look_at limit $2'
const LINKED = `select n.id, ${SUBJECTS}
  from notification_subjects s join notifications n on n.id = s.notification_id
  where s.subject_id = $1 and s.notification_id < $2 order by s.notification_id limit $3`
const LINK = `select 1 from notification_subjects s where s.subject_id = $1 and s.notification_id = $2
  and (exists (select 1 from alerts a where a.id = s.subject_id and (a.state <> 'resolved' or a.details_kept_from is not null))
    or exists (select 1 from events e where e.id = s.subject_id))`
const RUNNING = 'select 1 from escalations where alert_id = $1 and next_at is not null limit 1'
const HELD = `select 1 from (select $1::text collate "C" as id) x
  where exists (select 1 from group_items i where i.subject_id = x.id)
    or exists (select 1 from notification_subjects s join notifications n on n.id = s.notification_id
      where s.subject_id = x.id and ${OWED})`
