// In: a seed. Out: a hub in a world of its own, with everything random in it taken from the seed.
// Must hold: nothing real is waited for or spoken to; the same seed gives the same run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../../src/contract/store.ts'
import { createDirectory, type Directory } from '../../src/model/directory.ts'
import type { Notification } from '../../src/model/notification.ts'
import { type Connection, connect } from '../../src/store/sqlite/connection.ts'
import type { Operation } from '../../src/store/sqlite/operations.ts'
import { CalendarServer } from './calendar-server.ts'
import { Disk } from './disk.ts'
import { FolderLock } from './folder-lock.ts'
import { countHappenings, flushesOf, owedBy, runsOf } from './happenings.ts'
import { Hubs } from './hubs.ts'
import { type Heard, Platforms } from './platforms.ts'
import { HubProcess } from './process.ts'
import { Random } from './random.ts'
import { RepeatWatch } from './repeats.ts'
import { type Setting, settle } from './setting.ts'
import { Tally } from './tally.ts'
import { SimTime } from './time.ts'
import { itemKey, sendKey, sentBy, Trace, Witness } from './witness.ts'

/** A fault of our own making, to see that the simulation notices. */
export type Planted = {
  /** Run on the database when a process opens it. */
  readonly sql?: string
  /** What is written instead; nothing for undefined. */
  readonly tamper?: (operation: Operation) => Operation | undefined
  /** The store as the stages see it. */
  readonly disguise?: (store: Store) => Store
  /** A lock on the data folder that lets two processes in. */
  readonly lockIsBroken?: boolean
}

/** The beginning of every world: a Thursday, 02:15:01 UTC. */
const START = 1_772_676_901_000

/** A loop that has failed waits for as long; so does one whose clock has jumped. */
const PATIENCE_MS = 70_000

export class World {
  readonly seed: number
  readonly random: Random
  readonly time = new SimTime(START)
  readonly trace = new Trace()
  readonly witness = new Witness()
  readonly tally = new Tally()
  readonly repeats = new RepeatWatch()
  /** The machine's clock, which may be wrong. */
  readonly machine = { wrongByMs: 0 }
  readonly platforms: Platforms
  readonly calendars: CalendarServer
  readonly disk: Disk
  /** Every configuration, with the time from which on it held. */
  readonly settings: { readonly at: number; readonly setting: Setting; directory: Directory }[] = []
  readonly hubs: Hubs
  readonly #folder = mkdtempSync(join(tmpdir(), 'tocsin-sim-'))
  readonly #planted: Planted
  #inspector: Connection | undefined
  #turns = 0

  constructor(seed: number, planted: Planted = {}) {
    this.seed = seed
    this.#planted = planted
    this.random = new Random(seed)
    this.platforms = new Platforms({
      time: this.time,
      random: this.random.fork('network'),
      onHeard: (heard, body) => this.#hear(heard, body),
      onTrouble: (trouble) => this.tally.count(`trouble: ${trouble}`),
    })
    this.calendars = new CalendarServer({ seed, time: this.time })
    this.disk = new Disk({
      path: join(this.#folder, 'tocsin.db'),
      time: this.time,
      random: this.random.fork('disk'),
      onLastWrite: () => this.kill('after a write'),
      onCommitted: (operation, { turn }, written) => {
        this.#commit(operation, turn)
        if (!written) return
        this.#noteSends(written, turn)
        this.#noteRepeats(written)
      },
      onRefused: (operation, { turn }, why) => {
        this.witness.note(this.witness.refusedWrites, this.now, { operation, turn })
        this.tally.count(`refused by a disk that is ${this.disk.state}`)
        this.say(`disk   refuses ${operation.kind}: ${why}`)
      },
      tamper: planted.tamper,
      sql: planted.sql,
    })
    this.hubs = this.#hubs(new FolderLock({ isBroken: planted.lockIsBroken === true }))
  }

  /** True time, UTC milliseconds. */
  get now(): number {
    return this.time.now
  }

  /** What the machine's clock shows. */
  get hubNow(): number {
    return this.time.now + this.machine.wrongByMs
  }

  get setting(): Setting {
    const last = this.settings.at(-1)
    if (!last) throw new Error('the world has no setting yet')
    return last.setting
  }

  get directory(): Directory {
    const last = this.settings.at(-1)
    if (!last) throw new Error('the world has no setting yet')
    return last.directory
  }

  /** As it was under that configuration. */
  directoryOf(revision: string): Directory {
    const known = this.settings.find((one) => one.setting.configuration.revision === revision)
    return (known ?? this).directory
  }

  /** Whether the hub has run undisturbed for so long that nothing may be late. */
  get isWell(): boolean {
    const { hub, disk, witness, now } = this
    const started = witness.starts.at(-1)
    if (!hub || disk.state !== 'well' || started?.process !== hub.number) return false
    const disturbances = [started, witness.jumps.at(-1), witness.refusedWrites.at(-1)]
    return disturbances.every((one) => one === undefined || now - one.at > PATIENCE_MS)
  }

  say(text: string, proof = ''): void {
    this.trace.add(this.now, text, proof)
  }

  /** Gives the world a configuration, or another one while it runs. */
  async configure(draft: Setting['draft']): Promise<void> {
    const setting = await settle(draft)
    const directory = createDirectory(setting.configuration)
    this.settings.push({ at: this.now, setting, directory })
    this.witness.note(this.witness.reconfigured, this.now, {
      revision: setting.configuration.revision,
    })
    this.say(`config ${setting.configuration.revision}`, JSON.stringify(draft))
    for (const { url, chat } of setting.draft.robots) this.platforms.setUp(url, chat)
    for (const process of this.hubs.living) process.reconfigure(setting.configuration)
  }

  /** The process that works, where one is up. */
  get hub(): HubProcess | undefined {
    return this.hubs.up
  }

  /** Ends the process that has the data folder, at once; another one comes after `downMs`, or takes over before. */
  kill(when: string, downMs = this.random.pick([10, 500, 5_000, 60_000])): void {
    const dying = this.hubs.living.find(({ isAtWork }) => isAtWork)
    if (dying) this.hubs.kill(dying, { when, downMs })
  }

  /** What is in the database, past the hub. */
  look(sql: string, ...values: readonly (string | number)[]): readonly Record<string, unknown>[] {
    this.#inspector ??= connect(this.disk.path, { readOnly: true })
    return this.#inspector.all(sql, ...values)
  }

  end(): void {
    this.hubs.end()
    this.#inspector?.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #hubs(lock: FolderLock): Hubs {
    const { witness } = this
    return new Hubs({
      time: this.time,
      say: (text) => this.say(text),
      count: (what) => this.tally.count(what),
      create: (number) =>
        new HubProcess({
          number,
          configuration: () => this.setting.configuration,
          lock,
          onTurn: () => {
            this.say(`turn   #${number}`)
            return ++this.#turns
          },
          time: this.time,
          machine: this.machine,
          disk: this.disk,
          platforms: this.platforms,
          calendars: this.calendars,
          random: this.random.fork(`process ${number}`),
          log: (text) => this.say(`log    #${number} ${text}`),
          disguise: this.#planted.disguise,
        }),
      onUp: ({ number }) =>
        witness.note(witness.starts, this.now, { process: number, hubAt: this.hubNow }),
      onDeath: ({ number, turn }) => {
        this.disk.commitsLeft = undefined
        witness.note(witness.deaths, this.now, { process: number, turn })
      },
    })
  }

  #hear(message: Heard, body: string): void {
    this.witness.note(this.witness.heard, this.now, { message })
    const { platform, outcome, code, fault, notificationId, alerts } = message
    this.tally.count(`heard: ${platform} ${outcome}`)
    const named = alerts.map(({ id, state }) => `${id.slice(-4)} ${state}`).join(', ')
    const why = fault === undefined ? `${code ?? ''}` : `${code ?? ''} by ${fault}`
    this.say(
      `heard  ${platform} ${message.chat.slice(-4)} ${outcome} ${why} ${notificationId.slice(-4)}: ${named}`,
      body,
    )
  }

  #commit(operation: Operation, turn: number): void {
    this.witness.noteWriter(turn)
    if (operation.kind === 'attempt') {
      const { notificationId, next } = operation
      this.witness.note(this.witness.recorded, this.now, { notificationId, state: next.state })
    }
    if (operation.kind === 'settle')
      for (const { result, alertId } of operation.settlement.outcomes)
        if ((result === 'resolved' || result === 'reopened') && alertId !== undefined)
          this.witness.note(this.witness.turned, this.now, { alertId, result })
    countHappenings(operation, this.tally)
    this.witness.noteRuns(runsOf(operation), this)
    const items = operation.kind === 'settle' ? operation.settlement.items : []
    this.witness.noteItems(items, [])
    for (const { groupId, flush } of flushesOf(operation)) {
      const removed = flush.removedSubjects.map((subject) => itemKey(groupId, subject))
      this.witness.noteItems(flush.items, removed)
    }
    this.witness.noteOwed(owedBy(operation).map(({ id }) => id))
    this.say(`disk   ${described(operation)}`, JSON.stringify(operation, readable))
  }

  /** What groups told again, as the disk knows it. */
  #noteRepeats(written: Operation): void {
    for (const { groupId, flush } of flushesOf(written)) this.repeats.note(groupId, flush, this)
    this.repeats.noteOwed(owedBy(written))
  }

  /** What the disk now knows of messages that are sent, were, or are told by others. */
  #noteSends(written: Operation, turn: number): void {
    for (const id of sentBy(written)) this.witness.knownSends.add(sendKey(turn, id))
    if (written.kind === 'claim') this.#noteMerged(written.merged, turn)
  }

  #noteMerged(merged: Extract<Operation, { kind: 'claim' }>['merged'], turn: number): void {
    const chatOf = (id: string) =>
      this.look(
        "select n.lane, json_extract(b.body, '$.endpointId') as endpoint from notifications n join notification_bodies b on b.id = n.id where n.id = ?",
        id,
      )[0]
    for (const { digestId, ids } of merged) {
      const into = chatOf(digestId)
      for (const notificationId of ids) {
        const from = chatOf(notificationId)
        // An endpoint may have got another robot meanwhile, and endpoints may share one.
        const isSameChat =
          from?.['lane'] === into?.['lane'] || from?.['endpoint'] === into?.['endpoint']
        const { witness } = this
        witness.note(witness.merged, this.now, { notificationId, turn, isSameChat })
      }
    }
  }
}

function readable(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? [...value] : value
}

function described(operation: Operation): string {
  const owed = owedText(owedBy(operation))
  switch (operation.kind) {
    case 'append':
      return `append ${operation.rows.map(([id]) => id.slice(-4)).join(' ')}`
    case 'settle': {
      const outcomes = operation.settlement.outcomes.map(
        ({ eventId, result, held }) => `${eventId.slice(-4)} ${[result, ...held].join(' ')}`,
      )
      return `settle ${outcomes.join(', ')}${owed}`
    }
    case 'flush': {
      const holds = operation.flush.holds.map(({ subjectId, reason }) => {
        return ` holds ${subjectId.slice(-4)} ${reason}`
      })
      return `flush ${operation.groupId.slice(-4)}${holds.join(',')}${owed}`
    }
    case 'claim': {
      const merged = operation.merged.map(
        ({ digestId, ids }) =>
          ` ${digestId.slice(-4)} takes ${ids.map((id) => id.slice(-4)).join(' ')}`,
      )
      const buried = operation.buried?.attempts.map(
        ({ notificationId }) => ` buries ${notificationId.slice(-4)}`,
      )
      const leased = operation.leased.map(([id]) => id.slice(-4)).join(' ')
      return `claim ${leased}${merged.join(',')}${buried?.join(',') ?? ''}`
    }
    case 'attempt': {
      const { kind, reason = '' } = JSON.parse(operation.body).receipt
      return `attempt ${operation.notificationId.slice(-4)} ${kind} ${reason} > ${operation.next.state}${owed}`
    }
    case 'escalate': {
      const runs = operation.escalations.map(
        ({ alertId, state, step }) => ` ${alertId.slice(-4)} ${state} at ${step}`,
      )
      return `escalate${runs.join(',')}${owed}`
    }
    default:
      return operation.kind
  }
}

function owedText(notifications: readonly Notification[]): string {
  if (notifications.length === 0) return ''
  const owed = notifications.map(
    ({ id, kind, endpointId }) => `${id.slice(-4)} ${kind} to ${endpointId}`,
  )
  return ` | owes ${owed.join(', ')}`
}
