import { RETENTION_LIMITS } from '../base/limits.ts'
import type { RetentionCuts } from '../model/retention.ts'

/** What the writer is asked to drop, in one transaction. */
export type DropOperation = {
  readonly kind: 'drop'
  readonly events: readonly string[]
  /** Messages with all that they tell of. */
  readonly messages: readonly { readonly id: string; readonly subjects: readonly string[] }[]
  /** Messages that no longer belong to a subject, but to others yet. */
  readonly unlinked: readonly (readonly [subject: string, message: string])[]
  /** Alerts of which nothing but themselves is left. */
  readonly bare: readonly string[]
  readonly alerts: readonly string[]
  /** Alerts that are needed yet: they count as if they had ended at these instants. */
  readonly waitingDetails: readonly string[]
  readonly waitingAlerts: readonly string[]
  readonly detailsFrom: number
  readonly alertsFrom: number
  /** What a walk came by that is needed yet: it is looked at again at `lookAt`. */
  readonly keptBack: readonly (readonly [kind: string, id: string])[]
  readonly letGo: readonly (readonly [kind: string, id: string])[]
  readonly lookAt: number
  /** How far each walk has come. */
  readonly walks: readonly (readonly [name: string, last: string])[]
  readonly quarantine: readonly string[]
  readonly silences: readonly string[]
}

export type Moment = { readonly now: number; readonly limit: number }

/** A message, and what of it is told in it that is still there. */
export type Linked = { readonly id: string; readonly subjects: readonly string[] }

/** What one transaction does, in the making. */
export class Plan {
  readonly now: number
  readonly #cuts: RetentionCuts
  readonly #room: number
  #looks = 0
  readonly #lists: { [Name in ListName]: string[] } = {
    events: [],
    bare: [],
    alerts: [],
    waitingDetails: [],
    waitingAlerts: [],
    quarantine: [],
    silences: [],
  }
  readonly #messages = new Map<string, Linked>()
  readonly #unlinked: [subject: string, message: string][] = []
  readonly #keptBack: [kind: string, id: string][] = []
  readonly #letGo: [kind: string, id: string][] = []
  readonly #walks = new Map<string, string>()
  readonly #going = new Set<string>()
  readonly #parted = new Set<string>()

  constructor(cuts: RetentionCuts, { now, limit }: Moment) {
    this.#cuts = cuts
    this.now = now
    this.#room = limit
  }

  /** How many things it may still look at. */
  get room(): number {
    return this.#room - this.#looks
  }

  get looks(): number {
    return this.#looks
  }

  /** It looked at something, and leaves it to what it belongs to. */
  pass(): void {
    this.#looks += 1
  }

  add(list: ListName, id: string): void {
    this.#looks += 1
    this.#lists[list].push(id)
    if (list === 'events' || list === 'bare') this.#going.add(id)
  }

  isGoing(subject: string): boolean {
    return this.#going.has(subject)
  }

  dropMessage(message: Linked): void {
    this.#looks += 1
    this.#messages.set(message.id, message)
  }

  unlink(subject: string, message: string): void {
    this.#looks += 1
    this.#unlinked.push([subject, message])
    this.#parted.add(`${subject} ${message}`)
  }

  isUnlinked(subject: string, message: string): boolean {
    return this.#parted.has(`${subject} ${message}`)
  }

  keepBack(kind: 'event' | 'message', id: string): void {
    this.#looks += 1
    this.#keptBack.push([kind, id])
  }

  letGo(kind: 'event' | 'message', id: string): void {
    this.#letGo.push([kind, id])
  }

  walk(name: 'events' | 'messages', last: string): void {
    this.#walks.set(name, last)
  }

  operation(): DropOperation {
    return {
      kind: 'drop',
      ...this.#lists,
      messages: [...this.#messages.values()],
      unlinked: this.#unlinked,
      keptBack: this.#keptBack,
      letGo: this.#letGo,
      walks: [...this.#walks],
      lookAt: this.now + RETENTION_LIMITS.keptBackMs,
      detailsFrom: (this.#cuts.details ?? 0) + RETENTION_LIMITS.keptBackMs,
      alertsFrom: (this.#cuts.alerts ?? 0) + RETENTION_LIMITS.keptBackMs,
    }
  }
}

type ListName =
  | 'events'
  | 'bare'
  | 'alerts'
  | 'waitingDetails'
  | 'waitingAlerts'
  | 'quarantine'
  | 'silences'
