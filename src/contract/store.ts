import type { Alert } from '../model/alert.ts'
import type { AlertGroup } from '../model/alert-group.ts'
import type { DueEscalation, Escalation } from '../model/escalation.ts'
import type { Event } from '../model/event.ts'
import type { Inhibitor } from '../model/inhibition.ts'
import type { LaneState } from '../model/lane.ts'
import type { Notification, NotificationEntry } from '../model/notification.ts'
import type { EventOutcome, Hold } from '../model/outcome.ts'
import type { Receipt } from '../model/receipt.ts'
import type {
  AlertKey,
  DeliveryKey,
  DueGroup,
  Flush,
  GroupKey,
  Settlement,
  Standing,
} from '../model/settlement.ts'
import type { Silence } from '../model/silence.ts'
import type { DueStorm, Storm, StormFlush } from '../model/storm.ts'
import type { ClaimOptions, DueLane, LaneFacts } from './lane-facts.ts'
import type { RecordingStore } from './recording.ts'
import type { SideStores } from './side-stores.ts'
import type { LoggedRequest } from './source-store.ts'

export type { ClaimOptions, DueLane, LaneFacts }

/** An event and what of the request it was read from. */
export type IncomingEvent = { readonly event: Event; readonly raw: string }

/** A request with a valid key that could not be read, kept for people. */
export type QuarantineEntry = {
  readonly id: string
  readonly source: string
  readonly receivedAt: number
  readonly method: string
  /** What followed the ingest key. */
  readonly path?: string
  readonly headers: Readonly<Record<string, string>>
  /** Where there was one: a sender that uses GET says everything in it. Credentials are masked. */
  readonly query?: string
  /** Base64 of the body's beginning, and the length of all of it in bytes. */
  readonly bodyBase64: string
  readonly bodyBytes: number
  readonly problem: string
}

/** The events to settle, in the order in which they were stored, and a way to look up what is known. */
export interface SettleBatch {
  readonly events: readonly Event[]
  /** The newest alert of each key, open or not, by `pairKey(source, dedupKey)`. */
  newestAlerts(keys: readonly AlertKey[]): Promise<ReadonlyMap<string, Alert>>
  /** The id of the event that first brought each delivery, by `pairKey(source, deliveryKey)`. */
  knownDeliveries(keys: readonly DeliveryKey[]): Promise<ReadonlyMap<string, string>>
  /** The open group of each key, by `pairKey(policy, key)`. */
  openGroups(keys: readonly GroupKey[]): Promise<ReadonlyMap<string, AlertGroup>>
  /** Where each alert stands already, by its id: the groups that hold it, and what they were told. */
  standings(alertIds: readonly string[]): Promise<ReadonlyMap<string, readonly Standing[]>>
  /** How many alerts opened lately under each of the policies, where any did. */
  storms(policies: readonly string[]): Promise<ReadonlyMap<string, Storm>>
  /** The silences that are not over at `now`. */
  silences(now: number): Promise<readonly Silence[]>
  /** The open sources of each slot, as recorded, without the alerts in `except`. */
  inhibitors(slots: readonly string[], except: readonly string[]): Promise<InhibitorsBySlot>
  /** The runs of escalation policies of these alerts. */
  escalations(alertIds: readonly string[]): Promise<readonly Escalation[]>
  /** How many runs each escalation policy has had, by its name. */
  turns(): Promise<ReadonlyMap<string, number>>
}

/** What runs of escalation policies whose time has come do. */
export type EscalationTurn = {
  readonly escalations: readonly Escalation[]
  readonly notifications: readonly Notification[]
  readonly holds: readonly Hold[]
  /** What the hub itself notes, for example that an acknowledgement has run out. */
  readonly events: readonly IncomingEvent[]
}

/** Of each slot its first open source that is no target, and where all are targets, the first of those. */
export type InhibitorsBySlot = ReadonlyMap<string, readonly Inhibitor[]>

/** What is known when a group whose time has come is decided. */
export type TickFacts = {
  /** The open sources of each slot. */
  inhibitors(slots: readonly string[]): Promise<InhibitorsBySlot>
}

/** An event, and what became of it where it has been settled. */
export type PastEvent = { readonly event: Event; readonly outcome?: EventOutcome }

/** What an endpoint was told of alerts that went on when its message was decided. */
export type ToldStates = {
  readonly endpointId: string
  /** Those that had ended when it left: it told their end. */
  readonly over: readonly string[]
  /** Those that went on. */
  readonly open: readonly string[]
}

export type LaneClaim = {
  /** Leased, in the order of sending. */
  readonly notifications: readonly Notification[]
  /** New digests (among the leased) and what each took in. */
  readonly merged: readonly { readonly digestId: string; readonly ids: readonly string[] }[]
  /** Due in place of what was too much for one message, or moved to another lane. */
  readonly added?: readonly Notification[]
  readonly buried?: Burial
}

/** Notifications that are dead without having been tried now, and what others hear instead. */
export type Burial = {
  /** One for each, with the reason. */
  readonly attempts: readonly Attempt[]
  readonly notifications: readonly Notification[]
}

/** Which month of which organisation's quota. */
export type QuotaMonth = { readonly key: string; readonly month: string }

/** How a tried notification goes on. */
export type AttemptNext =
  | { readonly state: 'sent' | 'dead' }
  | {
      readonly state: 'due'
      readonly dueAt: number
      /** What else is different about it from now on. */
      readonly change?: Pick<Notification, 'form' | 'uncertain' | 'robot'>
    }

/** One try at sending, and what follows from it. */
export type AttemptRecord = {
  readonly id: string
  readonly notificationId: string
  readonly startedAt: number
  readonly finishedAt: number
  readonly receipt: Receipt
  /** The endpoint of a pool that was used, where it is not the notification's own. */
  readonly endpointId?: string
  readonly next: AttemptNext
  /** How the robot is after it, as far as its lane knows. */
  readonly lane: LaneState
  /** The second in which the platform counted it; absent where it did not reach the platform. */
  readonly countedIn?: number
  /** Where one message more was accepted against an organisation's quota. */
  readonly quota?: QuotaMonth
  /** Of a message that was accepted. */
  readonly told?: ToldStates
  /** For a standby endpoint or the fallback contact group, when the notification is dead. */
  readonly notifications: readonly Notification[]
}

export type Attempt = Pick<
  AttemptRecord,
  'id' | 'notificationId' | 'startedAt' | 'finishedAt' | 'receipt' | 'endpointId'
>

/** What a lane owes, and what of it was given up. */
export type LaneCounts = { readonly owed: number; readonly dead: number }

/** What becomes of an alert whose time ran out: it ends by an event, or is looked at then, or neither. */
export type AlertEnd = { readonly event?: IncomingEvent; readonly nextAt?: number }

export type StoreCounts = {
  readonly events: number
  readonly unsettled: number
  readonly openAlerts: number
  /** Open alerts of which nobody could be told, and nobody has been since. */
  readonly unheard: number
  readonly openGroups: number
  /** Groups whose time has come, and alerts and storms. */
  readonly dueGroups: number
  /** Runs of escalation policies whose time has come. */
  readonly dueEscalations: number
  readonly due: number
  readonly leased: number
  readonly sent: number
  readonly dead: number
  readonly merged: number
  readonly moot: number
  readonly quarantined: number
}

/** A page of rows, newest first. `before` is the id of the last row of the page before it. */
export type PageQuery = { readonly limit: number; readonly before?: string }

/**
 * What a write rejects with where the disk is full or does not answer: what was to be written is not to blame, and
 * may be written later.
 */
export class StoreTrouble extends Error {
  override readonly name = 'StoreTrouble'
}

/**
 * Where everything is kept. Methods are named for what they are for; each is one transaction, and
 * has happened, durably, when it resolves. Decisions are handed in as functions, so that no rule of
 * the business is known here.
 */
export interface Store extends SideStores {
  /**
   * Stores events, and in the log the request that brought them; they are durable when this resolves. Rejects with
   * TOCSIN_STORE_FULL when too many wait.
   */
  appendEvents(events: readonly IncomingEvent[], request?: LoggedRequest): Promise<void>
  /** Events of earlier deliveries by `pairKey(source, deliveryKey)`, as far as they have been settled. */
  knownDeliveries(keys: readonly DeliveryKey[]): Promise<ReadonlyMap<string, string>>
  /**
   * Stores those of the events that are news, as appendEvents does, and gives them. Of each event `look` says what it
   * does to the newest alert of its key: `news`, or the alert as it goes on, or `nothing`. It is not asked where there is
   * no such alert or something of the key still waits to be settled: that is news. `log` makes the log's entry of the request.
   */
  appendNews(
    events: readonly IncomingEvent[],
    look: (event: Event, newest: Alert) => 'news' | 'nothing' | Alert,
    log?: (news: readonly IncomingEvent[]) => LoggedRequest,
  ): Promise<readonly IncomingEvent[]>
  keepQuarantined(entry: QuarantineEntry, request?: LoggedRequest): Promise<void>

  /** Whether `settle` also takes events that were handed over and are not on disk yet: what it records is there after them. */
  readonly settlesAhead: boolean
  /** Hands the oldest unsettled events to `work` and records what it returns. Gives their number. */
  settle(limit: number, work: (batch: SettleBatch) => Promise<Settlement>): Promise<number>
  /** Hands each group that is due at `now`, and the silences that are not over, to `work` and records what it returns. Gives their number. */
  tick(
    options: { now: number; limit: number },
    work: (due: DueGroup, silences: readonly Silence[], facts: TickFacts) => Flush | Promise<Flush>,
  ): Promise<number>
  /**
   * Hands the runs of escalation policies that are due at `now`, those of one group together, with the silences that
   * are not over to `work`, and records what it returns, a transaction for each group. Gives the number of runs.
   */
  tickEscalations(
    options: { now: number; limit: number },
    work: (
      party: readonly DueEscalation[],
      silences: readonly Silence[],
      facts: TickFacts,
    ) => EscalationTurn | Promise<EscalationTurn>,
  ): Promise<number>
  /** The runs of these alerts. */
  escalations(alertIds: readonly string[]): Promise<readonly Escalation[]>
  /**
   * Hands each open alert whose time ran out by `now` to `work`, and records what it returns: an event is
   * appended in the transaction that forgets the time. Gives their number.
   */
  tickAlerts(
    options: { now: number; limit: number },
    work: (alert: Alert) => AlertEnd,
  ): Promise<number>
  /** Open alerts of sources other than these that have no time at which they end are looked at by `tickAlerts` at `at`. */
  adoptSources(options: { sources: readonly string[]; at: number }): Promise<void>
  /**
   * Hands each storm that is to be looked at by `now`, with a sample of its policy's newest alerts, to
   * `work` and records what it returns. Where it is over, what it held back is due. Gives their number.
   */
  tickStorms(
    options: { now: number; limit: number },
    work: (due: DueStorm) => StormFlush,
  ): Promise<number>
  /** When the next group, run, alert or storm is due. */
  nextTickAt(): Promise<number | undefined>

  /** The lanes in which something is due and no other hub is sending. */
  dueLanes(): Promise<readonly DueLane[]>
  /**
   * Hands the lane's facts to `decide`, without those in `except`, and leases what it returns. A store that no other
   * process can claim from may still be writing the lease when this resolves; everything else is on disk.
   */
  claim(
    options: ClaimOptions,
    decide: (facts: LaneFacts) => LaneClaim,
  ): Promise<readonly Notification[]>
  recordAttempt(record: AttemptRecord): Promise<void>
  /**
   * A message that went out beside the outbox counts against its robot's limit all the same. What
   * was sent before `keepFrom` may be forgotten.
   */
  countSent(message: { lane: string; at: number; keepFrom: number }): Promise<void>
  /** A robot that refused everything took a message beside the outbox: the next one that is owed may try it. */
  probeNow(robot: { lane: string; at: number }): Promise<void>
  /**
   * Hands what the lane owes and nobody else has to `decide`, as much as one look takes, records the copies that it
   * returns and which were copied.
   */
  standBy(
    lane: string,
    decide: (due: readonly Notification[]) => {
      readonly copies: readonly Notification[]
      readonly copiedIds: readonly string[]
    },
  ): Promise<void>
  /** Those of the notifications that are dead are due again at `now`, under the same ids. */
  resend(ids: readonly string[], now: number): Promise<void>
  /**
   * Leased notifications that were not tried after all are due again at `dueAt`; `uncertain` where
   * they were tried, and what came of it could not be recorded.
   */
  giveBack(
    ids: readonly string[],
    how: { readonly dueAt: number; readonly uncertain?: boolean },
  ): Promise<void>
  /** A leased notification is not sent after all: somebody had answered before it left. */
  letGo(id: string): Promise<void>
  /**
   * What a process that has died was sending is due again, marked as `uncertain`: it may have been
   * posted, and counts against the robots of its lane. Called once, before the first claim.
   */
  releaseLeases(now: number, robotsByLane?: ReadonlyMap<string, readonly string[]>): Promise<void>

  /** The key of this name; `made` becomes it where there is none yet. All processes get the same. */
  keyOf(name: string, made: Uint8Array): Promise<Uint8Array>

  /** Keeps a silence; rejects with TOCSIN_REQUEST_INVALID where too many are not over. */
  putSilence(silence: Silence, options: { now: number }): Promise<void>
  /**
   * Puts `after` in place of `before`, which ends at `now` where the ids differ. What `before` held back is looked at
   * again at once. Rejects as putSilence does.
   */
  editSilence(edit: { before: Silence; after: Silence; now: number }): Promise<void>
  /** Ends the silence `silence.id` at `now`; what it held back is looked at again at once. */
  expireSilence(silence: Silence, now: number): Promise<void>
  silence(id: string): Promise<Silence | undefined>
  /** Those that end after `endAfter`, the last to end first; at most ANSWER_LIMITS.silencesMax, which are all that are not over. */
  silences(options: { readonly endAfter: number }): Promise<readonly Silence[]>

  /**
   * From now on only these inhibition rules and windows of maintenance hold anything: what others held back, and what a
   * policy's times put off, is looked at again at `now`. Gives those of the rules that do not know their open sources yet.
   */
  adoptMutes(options: {
    rules: readonly string[]
    windows: readonly string[]
    now: number
  }): Promise<readonly string[]>
  /** Hands all open alerts to `work`, a bounded batch at a time, and records the sources that it returns; then the rules know theirs. */
  fillInhibitors(
    rules: readonly string[],
    work: (alerts: readonly Alert[]) => readonly Inhibitor[],
  ): Promise<void>
  /** The first open source of each of the slots, as a settling batch sees it. */
  inhibitors(slots: readonly string[]): Promise<InhibitorsBySlot>
  /** Events with what became of them, newest first. */
  pastEvents(query: PageQuery): Promise<readonly PastEvent[]>

  event(id: string): Promise<(IncomingEvent & { readonly settled: boolean }) | undefined>
  events(query: PageQuery & { readonly source?: string }): Promise<readonly Event[]>
  outcome(eventId: string): Promise<EventOutcome | undefined>
  holds(eventId: string): Promise<readonly Hold[]>
  notification(id: string): Promise<Notification | undefined>
  notifications(
    query: PageQuery & { readonly state?: Notification['state'] },
  ): Promise<readonly Notification[]>
  /** Notifications that name the alert or notice, oldest first. */
  notificationsAbout(subjectId: string): Promise<readonly Notification[]>
  attempts(notificationId: string): Promise<readonly Attempt[]>
  lane(lane: string): Promise<LaneState>
  lanes(): Promise<readonly LaneState[]>
  laneCounts(lane: string): Promise<LaneCounts>
  /** Dead notifications of the endpoints that `isOne` names, newest first. */
  deadOf(query: {
    isOne: (endpointId: string) => boolean
    limit: number
  }): Promise<readonly string[]>
  /** Messages accepted in a month of a quota. */
  quotaUsed(quota: QuotaMonth): Promise<number>
  quarantined(query: PageQuery): Promise<readonly QuarantineEntry[]>
  quarantinedRequest(id: string): Promise<QuarantineEntry | undefined>
  /** It was read after all. */
  removeQuarantined(id: string): Promise<void>
  /** What waits and what is done; `now` tells which groups are due. */
  counts(now: number): Promise<StoreCounts>

  close(): Promise<void>
}

/** What a recording needs of a store that is only read: a running hub's, or one that has ended. */
export type StoreToRead = RecordingStore &
  Pick<Store, 'outcome' | 'alert' | 'notificationsAbout' | 'silences' | 'overrides' | 'close'>

/** The entries of a notification that are alerts, by subject. */
export function alertSubjects(entries: readonly NotificationEntry[]): readonly string[] {
  return entries.filter((entry) => entry.state !== 'notice').map((entry) => entry.subjectId)
}
