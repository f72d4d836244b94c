import { GROUP_LIMITS, STORE_LIMITS } from '../../base/limits.ts'
import type {
  Attempt,
  IncomingEvent,
  LaneFacts,
  PageQuery,
  QuarantineEntry,
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
import { bodyOf, deliveryDigest, LAST_ID } from '../rows.ts'
import { AnswerReads } from './answer-reads.ts'
import type { Looks } from './connection.ts'
import { EscalationReads } from './escalation-reads.ts'
import { LifeReads } from './life-reads.ts'
import { MuteReads } from './mute-reads.ts'
import {
  ALERT,
  alertOf,
  GROUP,
  groupOf,
  ITEM,
  itemOf,
  NOTIFICATIONS,
  notificationOf,
} from './rows.ts'
import { saidAlready } from './said.ts'
import { toldOver } from './told-over.ts'

/** Everything that is asked of the database without changing it: by itself, or inside a transaction. */
export class Reads {
  /** Keys, silences and what they hold back. */
  readonly answers: AnswerReads
  readonly mutes: MuteReads
  /** Runs of escalation policies. */
  readonly escalations: EscalationReads
  /** What time does to alerts, and storms. */
  readonly life: LifeReads
  readonly #connection: Looks

  constructor(connection: Looks) {
    this.#connection = connection
    this.answers = new AnswerReads(connection)
    this.mutes = new MuteReads(connection)
    this.escalations = new EscalationReads(connection)
    this.life = new LifeReads(connection)
  }

  async unsettled(limit: number): Promise<readonly Event[]> {
    // One look in the log for each: joined, the database may go through all of the log beside the few that wait.
    const rows = await this.#connection.all(
      'select (select e.body from events e where e.seq = u.seq) as body from unsettled u order by u.seq limit $1',
      limit,
    )
    return rows.map((row) => bodyOf<Event>(row))
  }

  async newestAlerts(keys: readonly AlertKey[]): Promise<ReadonlyMap<string, Alert>> {
    if (keys.length === 0) return new Map()
    // Ids follow the clock, and a clock may have been set back: what is open is always the newest.
    const rows = await this.#connection.all(
      `select one.source, one.dedup_key, a.body, a.auto_resolve_at
      from (select distinct * from unnest($1::text[], $2::text[]) as k (source, dedup_key)) one,
        lateral (select body, auto_resolve_at from (
            select 1 as turn, body, auto_resolve_at from alerts a
              where a.source = one.source and a.dedup_key = one.dedup_key and a.state <> 'resolved'
            union all (select 2, body, auto_resolve_at from alerts a
              where a.source = one.source and a.dedup_key = one.dedup_key and a.state = 'resolved' order by a.id desc limit 1)
          ) known order by turn limit 1) a`,
      keys.map(({ source }) => source),
      keys.map(({ dedupKey }) => dedupKey),
    )
    return new Map(
      rows.map((row) => {
        const alert = alertOf(row)
        return [pairKey(alert.source, alert.dedupKey), alert]
      }),
    )
  }

  async knownDeliveries(keys: readonly DeliveryKey[]): Promise<ReadonlyMap<string, string>> {
    if (keys.length === 0) return new Map()
    const pairOf = new Map(
      keys.map((key) => [deliveryDigest(key), pairKey(key.source, key.deliveryKey)]),
    )
    const rows = await this.#connection.all(
      'select digest::text, event_id from deliveries where digest = any($1)',
      [...pairOf.keys()],
    )
    return new Map(
      rows.flatMap((row) => {
        const pair = pairOf.get(BigInt(String(row['digest'])))
        return pair === undefined ? [] : [[pair, String(row['event_id'])] as const]
      }),
    )
  }

  async openGroups(keys: readonly GroupKey[]): Promise<ReadonlyMap<string, AlertGroup>> {
    if (keys.length === 0) return new Map()
    const rows = await this.#connection.all(
      `select ${GROUP} from alert_groups where (policy, key) in (select * from unnest($1::text[], $2::text[]))`,
      keys.map(({ policy }) => policy),
      keys.map(({ key }) => key),
    )
    return new Map(
      rows.map((row) => {
        const group = groupOf(row)
        return [pairKey(group.policy, group.key), group]
      }),
    )
  }

  async standings(alertIds: readonly string[]): Promise<ReadonlyMap<string, readonly Standing[]>> {
    if (alertIds.length === 0) return new Map()
    const rows = await this.#connection.all(
      'select i.subject_id, g.body as group_body, g.next_flush_at, i.body, i.muted_until from group_items i join alert_groups g on g.id = i.group_id where i.subject_id = any($1) order by i.subject_id, i.group_id',
      alertIds,
    )
    const standings = rows.map((row) => ({
      subject: String(row['subject_id']),
      group: groupOf({ body: row['group_body'], next_flush_at: row['next_flush_at'] }),
      item: itemOf(row),
    }))
    const bySubject = Map.groupBy(standings, ({ subject }) => subject)
    return new Map(
      [...bySubject].map(([id, of]) => [id, of.map(({ group, item }) => ({ group, item }))]),
    )
  }

  async dueGroups(options: { now: number; limit: number }): Promise<readonly AlertGroup[]> {
    const rows = await this.#connection.all(
      `select ${GROUP} from alert_groups where next_flush_at <= $1 order by next_flush_at limit $2`,
      options.now,
      options.limit,
    )
    return rows.map(groupOf)
  }

  async dueGroup(group: AlertGroup, now: number): Promise<DueGroup> {
    const items = async (where: string, limit: number): Promise<readonly GroupItem[]> => {
      const rows = await this.#connection.all(
        `select ${ITEM} from group_items where group_id = $1 and ${where} order by severity_rank, subject_id limit $2`,
        group.id,
        limit,
      )
      return rows.map(itemOf)
    }
    const counts = this.#connection.get(
      "select count(*) filter (where pending = 1) as pending, count(*) filter (where state in ('firing', 'acknowledged')) as firing from group_items where group_id = $1",
      group.id,
    )
    const [{ pending, nextMuteEndsAt }, told, firing, counted, storm] = await Promise.all([
      this.answers.unmuted(group.id, now),
      items('pending = 1', STORE_LIMITS.pageMax),
      items("state in ('firing', 'acknowledged')", GROUP_LIMITS.alertsMax),
      counts,
      this.life.storm(group.policy),
    ])
    return {
      group,
      pending: [...told, ...pending].slice(0, STORE_LIMITS.pageMax),
      pendingCount: Number(counted?.['pending']) + pending.length,
      firing,
      firingCount: Number(counted?.['firing']),
      nextMuteEndsAt,
      storm,
    }
  }

  async laneFacts(lane: string, robots: readonly string[], limit: number): Promise<LaneFacts> {
    const [due, robotStates] = await Promise.all([
      this.owed(lane, limit),
      Promise.all(robots.map((robot) => this.lane(robot))),
    ])
    const [toldBefore, saidBefore] = await Promise.all([
      toldOver(this.#connection, due),
      saidAlready(this.#connection, due),
    ])
    return { robots: robotStates, due, toldOver: toldBefore, saidAlready: saidBefore }
  }

  /** The first `limit` of what is due in a lane: most severe first, then oldest first. */
  async owed(lane: string, limit: number): Promise<readonly Notification[]> {
    const rows = await this.#connection.all(
      `${NOTIFICATIONS} where n.lane = $1 and n.state = 'due' order by n.severity_rank, n.id limit $2`,
      lane,
      limit,
    )
    return rows.map(notificationOf)
  }

  async lane(lane: string): Promise<LaneState> {
    const row = await this.#connection.get('select body from lanes where lane = $1', lane)
    return row ? bodyOf<LaneState>(row) : { lane, sent: [], failures: 0, health: 'ok' }
  }

  async lanes(): Promise<readonly LaneState[]> {
    const rows = await this.#connection.all(
      'select body from lanes order by lane limit $1',
      STORE_LIMITS.pageMax,
    )
    return rows.map((row) => bodyOf<LaneState>(row))
  }

  async event(id: string): Promise<(IncomingEvent & { settled: boolean }) | undefined> {
    const row = await this.#connection.get(
      'select body, raw, not exists (select 1 from unsettled u where u.event_id = e.id) as settled from events e where id = $1',
      id,
    )
    if (!row) return undefined
    return {
      event: bodyOf<Event>(row),
      raw: String(row['raw']),
      settled: row['settled'] === true,
    }
  }

  async events(query: PageQuery & { source?: string }): Promise<readonly Event[]> {
    const { limit, before, source } = query
    const rows = await this.#connection.all(
      `select body from events where id < $1 ${source === undefined ? '' : 'and source = $3'} order by id desc limit $2`,
      ...[before ?? LAST_ID, limit, ...(source === undefined ? [] : [source])],
    )
    return rows.map((row) => bodyOf<Event>(row))
  }

  async outcome(eventId: string): Promise<EventOutcome | undefined> {
    const row = await this.#connection.get('select body from outcomes where event_id = $1', eventId)
    return row && bodyOf<EventOutcome>(row)
  }

  async holds(eventId: string): Promise<readonly Hold[]> {
    const rows = await this.#connection.all(
      'select body from holds where event_id = $1 order by id limit $2',
      eventId,
      STORE_LIMITS.pageMax,
    )
    return rows.map((row) => bodyOf<Hold>(row))
  }

  async alert(id: string): Promise<Alert | undefined> {
    const row = await this.#connection.get(`select ${ALERT} from alerts where id = $1`, id)
    return row && alertOf(row)
  }

  async notification(id: string): Promise<Notification | undefined> {
    const row = await this.#connection.get(`${NOTIFICATIONS} where n.id = $1`, id)
    return row && notificationOf(row)
  }

  async notifications(
    query: PageQuery & { state?: Notification['state'] },
  ): Promise<readonly Notification[]> {
    const { limit, before, state } = query
    const rows = await this.#connection.all(
      `${NOTIFICATIONS} where n.id < $1 ${state === undefined ? '' : 'and n.state = $3'} order by n.id desc limit $2`,
      ...[before ?? LAST_ID, limit, ...(state === undefined ? [] : [state])],
    )
    return rows.map(notificationOf)
  }

  async notificationsAbout(subjectId: string): Promise<readonly Notification[]> {
    const rows = await this.#connection.all(
      `${NOTIFICATIONS} join notification_subjects s on s.notification_id = n.id where s.subject_id = $1 order by n.id limit $2`,
      subjectId,
      STORE_LIMITS.pageMax,
    )
    return rows.map(notificationOf)
  }

  async attempts(notificationId: string): Promise<readonly Attempt[]> {
    const rows = await this.#connection.all(
      'select body from attempts where notification_id = $1 order by id limit $2',
      notificationId,
      STORE_LIMITS.pageMax,
    )
    return rows.map((row) => bodyOf<Attempt>(row))
  }

  async quarantined(query: PageQuery): Promise<readonly QuarantineEntry[]> {
    const rows = await this.#connection.all(
      'select body from quarantine where id < $1 order by id desc limit $2',
      query.before ?? LAST_ID,
      query.limit,
    )
    return rows.map((row) => bodyOf<QuarantineEntry>(row))
  }

  async quarantinedRequest(id: string): Promise<QuarantineEntry | undefined> {
    const row = await this.#connection.get('select body from quarantine where id = $1', id)
    return row && bodyOf<QuarantineEntry>(row)
  }
}
