// How contacts with rules of their own are told by a run: at once by some channels, and by others while nobody answers.
import { ESCALATION_LIMITS } from '../../base/limits.ts'
import type { Contact } from '../../model/configuration.ts'
import type { Escalation, PersonalTelling } from '../../model/escalation.ts'
import type { Severity } from '../../model/severity.ts'

/** What a contact's rules say of alerts of one severity. */
export type PersonalPlan = {
  /** The channels by which it is told at once. */
  readonly atOnce: readonly string[]
  readonly later: readonly { readonly afterMs: number; readonly channels: readonly string[] }[]
}

/** The contact's rules for this severity; undefined where it has none at all, and is told by every endpoint at once. */
export function personalPlanOf(
  { rules }: Contact | { readonly rules?: undefined },
  severity: Severity,
): PersonalPlan | undefined {
  if (rules === undefined) return undefined
  const wanted = rules.filter(({ severities }) => severities?.includes(severity) !== false)
  const later = wanted.filter(({ afterMs }) => afterMs > 0)
  return {
    atOnce: distinct(wanted.filter(({ afterMs }) => afterMs === 0)),
    later: later.map(({ afterMs, channels }) => ({ afterMs, channels })),
  }
}

/** The run after `contacts` were told a step at `now`: what follows for each begins anew. */
export function withPersonal(
  run: Escalation,
  facts: {
    readonly contacts: readonly string[]
    readonly planOf: (contact: string) => PersonalPlan | undefined
  },
  now: number,
): Escalation {
  const before = new Map((run.personal ?? []).map((one) => [one.contact, one]))
  for (const contact of facts.contacts) {
    const plan = facts.planOf(contact)
    const known = before.get(contact)
    // Without rules it is told by all of its endpoints, whatever it was told by before.
    if (plan === undefined) before.delete(contact)
    else if (known !== undefined || before.size < ESCALATION_LIMITS.personalMax)
      before.set(contact, {
        contact,
        heard: [...new Set([...(known?.heard ?? []), ...plan.atOnce])],
        next: plan.later
          .map(({ afterMs, channels }) => ({ at: now + afterMs, channels }))
          .sort((one, other) => one.at - other.at),
      })
  }
  const { personal: _, ...rest } = run
  return before.size === 0 ? rest : { ...rest, personal: [...before.values()] }
}

/** The run after somebody has answered, or after it was given to others: nothing follows any more. */
export function withoutFollowing(run: Escalation): Escalation {
  const { personal } = run
  if (personal === undefined) return run
  return { ...run, personal: personal.map((one) => ({ ...one, next: [] })) }
}

/** The run whose contacts could not be told by what was tried: what would follow for those of its step is due now. */
export function withNextNow(run: Escalation, now: number): Escalation {
  const { paged, personal = [] } = run
  return {
    ...run,
    personal: personal.map((one) => {
      const [first, ...others] = one.next
      if (first === undefined || !paged.includes(one.contact)) return one
      return { ...one, next: [{ ...first, at: Math.min(first.at, now) }, ...others] }
    }),
  }
}

/** Whether something follows for a contact of the step that was told last. */
export function hasNext({ paged, personal = [] }: Escalation): boolean {
  return personal.some(({ contact, next }) => next.length > 0 && paged.includes(contact))
}

/** When the first of what follows is due; Infinity where nothing follows. */
export function followsAt({ personal = [] }: Escalation): number {
  return Math.min(Infinity, ...personal.flatMap(({ next }) => next[0]?.at ?? []))
}

/** The channels by which each contact is to be told at `now`: what was missed is told once. */
export function dueChannels(
  { personal = [] }: Escalation,
  now: number,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    personal.flatMap(({ contact, next }) => {
      const due = next.filter(({ at }) => at <= now)
      return due.length > 0 ? [[contact, distinct(due)] as const] : []
    }),
  )
}

/** The run after what was due at `now` was told. */
export function afterFollowing(run: Escalation, now: number): Escalation {
  const told = (one: PersonalTelling): PersonalTelling => {
    const due = one.next.filter(({ at }) => at <= now)
    if (due.length === 0) return one
    const heard = [...new Set([...one.heard, ...distinct(due)])]
    return { ...one, heard, next: one.next.filter(({ at }) => at > now) }
  }
  return { ...run, personal: (run.personal ?? []).map(told) }
}

/** By which channels each contact has heard of the alert; undefined for one that hears by all. */
export function heardBy({
  personal = [],
}: Escalation): (contact: string) => readonly string[] | undefined {
  const heard = new Map(personal.map((one) => [one.contact, one.heard]))
  return (contact) => heard.get(contact)
}

/** The run after the contacts were told by all of their endpoints. */
export function heardByAll(run: Escalation, contacts: readonly string[]): Escalation {
  const { personal, ...rest } = run
  const left = personal?.filter(({ contact }) => !contacts.includes(contact)) ?? []
  return left.length === 0 ? rest : { ...rest, personal: left }
}

function distinct(rules: readonly { readonly channels: readonly string[] }[]): readonly string[] {
  return [...new Set(rules.flatMap(({ channels }) => channels))]
}
