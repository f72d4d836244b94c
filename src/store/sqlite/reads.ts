import { assert } from '../../base/assert.ts'
import { GROUP_LIMITS, STORE_LIMITS } from '../../base/limits.ts'
import {
  type Attempt,
  alertSubjects,
  type ClaimOptions,
  type DueLane,
  type IncomingEvent,
  type LaneFacts,
  type PageQuery,
  type QuarantineEntry,
  type StoreCounts,
} from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import type { AlertGroup, GroupItem } from '../../model/alert-group.ts'
import type { Event } from '../../model/event.ts'
import type { LaneState } from '../../model/lane.ts'
import type { Notification } from '../../model/notification.ts'
import type { EventOutcome, Hold } from '../../model/outcome.ts'
import {
  type AlertKey,
  type DeliveryKey,
  type DueGroup,
  type GroupKey,
  pairKey,
  type Standing,
} from '../../model/settlement.ts'
import { bodyOf, deliveryDigest, LAST_ID, notificationOf, STATES } from '../rows.ts'
import { AlertStates } from './alert-states.ts'
import { AnswerReads } from './answer-reads.ts'
import type { Connection, Row } from './connection.ts'
import { storeCounts } from './counts.ts'
import { EscalationReads } from './escalation-reads.ts'
import { EventsUnderWay } from './events-under-way.ts'
import { LifeReads } from './life-reads.ts'
import { MuteReads } from './mute-reads.ts'
import { RecentEvents } from './recent-events.ts'
import { NOTIFICATIONS, UNSETTLED } from './rows.ts'
import { saidAlready } from './said.ts'
import { toldOver } from './told-over.ts'
import { UnopenedKeys } from './unopened-keys.ts'

/** Everything that is asked of the file without changing it. Synchronous: point reads take microseconds. */
export class Reads {
  /** Events that this process has just appended: settling need not read them back. */
  readonly recent = new RecentEvents()
  readonly underWay = new EventsUnderWay()
  readonly unopened = new UnopenedKeys()
  /** Keys, silences and what they hold back. */
  readonly answers: AnswerReads
  readonly mutes: MuteReads
  readonly alertStates: AlertStates
  /** Runs of escalation policies. */
  readonly escalations: EscalationReads
  /** What time does to alerts, and storms. */
  readonly life: LifeReads
  readonly #connection: Connection
  #lanes: readonly DueLane[] | undefined

  constructor(connection: Connection) {
    this.#connection = connection
    this.answers = new AnswerReads(connection)
    this.mutes = new MuteReads(connection)
    this.alertStates = new AlertStates(connection)
    this.escalations = new EscalationReads(connection)
    this.life = new LifeReads(connection)
  }

  /** Reads of one moment, which cost less together. */
  together<T>(reads: () => T): T {
    return this.#connection.together(reads)
  }

  unsettled(limit: number): { events: readonly Event[]; upTo: number } {
    const rows = this.#connection.all(UNSETTLED, limit)
    if (rows.length < limit) this.recent.compare(rows.map(({ id }) => String(id)))
    return {
      events: rows.map((row) => this.#unsettledEvent(row)),
      upTo: Number(rows.at(-1)?.['seq'] ?? 0),
    }
  }

  /** The keys of what waits to be settled, by `pairKey(source, dedupKey)`; undefined where that is more than `limit`. */
  unsettledKeys(limit: number): ReadonlySet<string> | undefined {
    if (this.recent.size > limit) return undefined
    if (this.recent.isAll) return new Set(Array.from(this.recent.all(), keyOf))
    const rows = this.#connection.all(UNSETTLED, limit + 1)
    if (rows.length > limit) return undefined
    this.recent.compare(rows.map(({ id }) => String(id)))
    return new Set(rows.map((row) => keyOf(this.#unsettledEvent(row))))
  }

  #unsettledEvent(row: Row): Event {
    return this.recent.get(String(row['id'])) ?? this.#eventBody(row)
  }

  #eventBody({ seq }: Row): Event {
    const row = this.#connection.get('select body from events where seq = ?', Number(seq))
    assert(row, 'an event that was listed is there')
    return bodyOf<Event>(row)
  }

  newestAlerts(keys: readonly AlertKey[]): ReadonlyMap<string, Alert> {
    const found = new Map<string, Alert>()
    this.#connection.together(() => {
      for (const { source, dedupKey } of keys) {
        // Ids follow the clock, and a clock may have been set back: what is open is always the newest.
        const row =
          this.#connection.get(
            "select body from alerts where source = ? and dedup_key = ? and state <> 'resolved'",
            source,
            dedupKey,
          ) ??
          this.#connection.get(
            "select body from alerts where source = ? and dedup_key = ? and state = 'resolved' order by id desc limit 1",
            source,
            dedupKey,
          )
        if (row) found.set(pairKey(source, dedupKey), bodyOf<Alert>(row))
      }
    })
    return found
  }

  knownDeliveries(keys: readonly DeliveryKey[]): ReadonlyMap<string, string> {
    const found = new Map<string, string>()
    this.#connection.together(() => {
      for (const { source, deliveryKey } of keys) {
        const row = this.#connection.get(
          'select event_id from deliveries where digest = ?',
          deliveryDigest({ source, deliveryKey }),
        )
        if (row) found.set(pairKey(source, deliveryKey), String(row['event_id']))
      }
    })
    return found
  }

  openGroups(keys: readonly GroupKey[]): ReadonlyMap<string, AlertGroup> {
    const found = new Map<string, AlertGroup>()
    for (const { policy, key } of keys) {
      const row = this.#connection.get(
        'select body from alert_groups where policy = ? and key = ?',
        policy,
        key,
      )
      if (row) found.set(pairKey(policy, key), bodyOf<AlertGroup>(row))
    }
    return found
  }

  standings(alertIds: readonly string[]): ReadonlyMap<string, readonly Standing[]> {
    const found = new Map<string, readonly Standing[]>()
    for (const id of alertIds) {
      const rows = this.#connection.all(
        'select g.body as group_body, i.body as body from group_items i join alert_groups g on g.id = i.group_id where i.subject_id = ?',
        id,
      )
      if (rows.length > 0)
        found.set(
          id,
          rows.map((row) => ({
            group: bodyOf<AlertGroup>(row, 'group_body'),
            item: bodyOf<GroupItem>(row),
          })),
        )
    }
    return found
  }

  dueGroups(options: { now: number; limit: number }): readonly AlertGroup[] {
    return this.#connection
      .all(
        'select body from alert_groups where next_flush_at <= ? order by next_flush_at limit ?',
        options.now,
        options.limit,
      )
      .map((row) => bodyOf<AlertGroup>(row))
  }

  dueGroup(group: AlertGroup, now: number): DueGroup {
    const items = (where: string, limit: number): readonly GroupItem[] =>
      this.#connection
        .all(
          `select body from group_items where group_id = ? and ${where} order by severity_rank, subject_id limit ?`,
          group.id,
          limit,
        )
        .map((row) => bodyOf<GroupItem>(row))
    const count = (where: string): number =>
      Number(
        this.#connection.get(
          `select count(*) as n from group_items where group_id = ? and ${where}`,
          group.id,
        )?.['n'] ?? 0,
      )
    const firingOnly = "state in ('firing', 'acknowledged')"
    const { pending, nextMuteEndsAt } = this.answers.unmuted(group.id, now)
    const told = items('pending = 1', STORE_LIMITS.pageMax)
    return {
      group,
      pending: [...told, ...pending].slice(0, STORE_LIMITS.pageMax),
      pendingCount: count('pending = 1') + pending.length,
      firing: items(firingOnly, GROUP_LIMITS.alertsMax),
      firingCount: count(firingOnly),
      nextMuteEndsAt,
      storm: this.life.storm(group.policy),
    }
  }

  /** Something was written since: what is remembered of the lanes may be out of date. */
  forget(): void {
    this.#lanes = undefined
  }

  /** One step in the index a lane, however much waits in it. Remembered until something is written. */
  dueLanes(): readonly DueLane[] {
    this.#lanes ??= this.#connection.all(LANES_WITH_DUE).map((row) => ({
      lane: String(row['lane']),
      blockedUntil: Number(row['blocked_until']),
      worst: Number(row['worst']),
    }))
    return this.#lanes
  }

  laneFacts({ lane, robots, except }: ClaimOptions, limit: number): LaneFacts {
    const connection = this.#connection
    return connection.together(() => {
      const owed = this.owed(lane, limit + (except?.size ?? 0))
      const due = owed.filter(({ id }) => !except?.has(id)).slice(0, limit)
      return {
        robots: robots.map((robot) => this.lane(robot)),
        due,
        toldOver: toldOver(connection, due),
        saidAlready: saidAlready(connection, due),
      }
    })
  }

  /** The first `limit` of what is due in a lane: most severe first, then oldest first. */
  owed(lane: string, limit: number): readonly Notification[] {
    return this.#connection
      .all(
        `${NOTIFICATIONS} where n.lane = ? and n.state = 'due' order by n.severity_rank, n.id limit ?`,
        lane,
        limit,
      )
      .map(notificationOf)
  }

  lane(lane: string): LaneState {
    const row = this.#connection.get('select body from lanes where lane = ?', lane)
    return row ? bodyOf<LaneState>(row) : { lane, sent: [], failures: 0, health: 'ok' }
  }

  lanes(): readonly LaneState[] {
    return this.#connection
      .all('select body from lanes order by lane limit ?', STORE_LIMITS.pageMax)
      .map((row) => bodyOf<LaneState>(row))
  }

  statesNow(notification: Notification): ReadonlyMap<string, Alert['state']> {
    const states = new Map<string, Alert['state']>()
    const known = new Map(notification.entries.map((entry) => [entry.subjectId, entry.state]))
    for (const id of alertSubjects(notification.entries)) {
      const state = this.alertStates.now(id)
      if (state !== undefined && state !== known.get(id)) states.set(id, state)
    }
    return states
  }

  event(id: string): (IncomingEvent & { settled: boolean }) | undefined {
    const row = this.#connection.get(
      "select body, raw, seq <= (select seq from cursors where name = 'settled') as settled from events where id = ?",
      id,
    )
    if (!row) return undefined
    return { event: bodyOf<Event>(row), raw: String(row['raw']), settled: row['settled'] === 1 }
  }

  events(query: PageQuery & { source?: string }): readonly Event[] {
    const { limit, before, source } = query
    const bySource = source === undefined ? '' : 'and source = ?3'
    const values = source === undefined ? [] : [source]
    return this.#connection
      .all(
        `select body from events where id < ?1 ${bySource} order by id desc limit ?2`,
        before ?? LAST_ID,
        limit,
        ...values,
      )
      .map((row) => bodyOf<Event>(row))
  }

  outcome(eventId: string): EventOutcome | undefined {
    const row = this.#connection.get('select body from outcomes where event_id = ?', eventId)
    return row && bodyOf<EventOutcome>(row)
  }

  holds(eventId: string): readonly Hold[] {
    return this.#connection
      .all(
        'select body from holds where event_id = ? order by id limit ?',
        eventId,
        STORE_LIMITS.pageMax,
      )
      .map((row) => bodyOf<Hold>(row))
  }

  alert(id: string): Alert | undefined {
    const row = this.#connection.get('select body from alerts where id = ?', id)
    return row && bodyOf<Alert>(row)
  }

  notification(id: string): Notification | undefined {
    const row = this.#connection.get(`${NOTIFICATIONS} where n.id = ?`, id)
    return row && notificationOf(row)
  }

  notifications(query: PageQuery & { state?: Notification['state'] }): readonly Notification[] {
    const { limit, before, state } = query
    // Spelled out, or the planner could not take the index of the dead.
    const byState = state === undefined ? '' : `and n.state = '${STATES[state]}'`
    return this.#connection
      .all(
        `${NOTIFICATIONS} where n.id < ? ${byState} order by n.id desc limit ?`,
        before ?? LAST_ID,
        limit,
      )
      .map(notificationOf)
  }

  notificationsAbout(subjectId: string): readonly Notification[] {
    return this.#connection
      .all(
        `${NOTIFICATIONS} join notification_subjects s on s.notification_id = n.id where s.subject_id = ? order by n.id limit ?`,
        subjectId,
        STORE_LIMITS.pageMax,
      )
      .map(notificationOf)
  }

  attempts(notificationId: string): readonly Attempt[] {
    return this.#connection
      .all(
        'select body from attempts where notification_id = ? order by id limit ?',
        notificationId,
        STORE_LIMITS.pageMax,
      )
      .map((row) => bodyOf<Attempt>(row))
  }

  quarantined(query: PageQuery): readonly QuarantineEntry[] {
    return this.#connection
      .all(
        'select body from quarantine where id < ? order by id desc limit ?',
        query.before ?? LAST_ID,
        query.limit,
      )
      .map((row) => bodyOf<QuarantineEntry>(row))
  }

  quarantinedRequest(id: string): QuarantineEntry | undefined {
    const row = this.#connection.get('select body from quarantine where id = ?', id)
    return row && bodyOf<QuarantineEntry>(row)
  }

  counts(now: number): StoreCounts {
    return storeCounts(this.#connection, now)
  }
}

const LANES_WITH_DUE = `with recursive due(lane) as (
  select min(lane) from notifications where state = 'due'
  union all
  select (select min(n.lane) from notifications n where n.state = 'due' and n.lane > due.lane) from due where due.lane is not null
)
select due.lane as lane, coalesce(l.blocked_until, 0) as blocked_until,
  (select n.severity_rank from notifications n where n.state = 'due' and n.lane = due.lane order by n.severity_rank limit 1) as worst
from due left join lanes l on l.lane = due.lane where due.lane is not null`

function keyOf({ source, dedupKey }: Event): string {
  return pairKey(source, dedupKey)
}
