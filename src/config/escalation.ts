import { CONFIG_SHAPE_LIMITS, ESCALATION_LIMITS } from '../base/limits.ts'
import type { EscalationPolicy, EscalationStep } from '../model/configuration.ts'
import { SEVERITIES } from '../model/severity.ts'
import { type Names, targetOf } from './assemble-policy.ts'
import { list, section } from './collection.ts'
import { formatDuration } from './duration.ts'
import { notifyShape, timings } from './policy.ts'
import type { Read } from './reader.ts'
import { choice, duration, flag, number, type ValueOf } from './shape.ts'

const L = CONFIG_SHAPE_LIMITS

/** An escalation policy: whom to tell next when nobody answers. */
export function escalationPolicyShape() {
  return section({
    title: 'an escalation policy',
    keys: {
      steps: {
        shape: list(stepShape(), { plural: 'steps', least: 1, most: L.stepsMax }),
        required: true,
        hint: 'Whom to tell, one step after the other, until somebody answers. A step that reaches nobody is left out at once.',
      },
      repeat: {
        shape: number({ least: 0, most: ESCALATION_LIMITS.repeatMax }),
        required: false,
        hint: 'Rounds after the first. When nobody has answered in the last one, the fallback contact group is told.',
        standard: '`0`',
      },
      delay: {
        shape: duration({ leastMs: 0 }),
        required: false,
        hint: 'How long a problem has to last before the first step is told.',
        standard: '`0s`',
      },
      ackTimeout: {
        shape: duration({ leastMs: ESCALATION_LIMITS.ackTimeoutMsMin }),
        required: false,
        hint: 'How long an acknowledgement holds. Then the alert asks for somebody anew, from the first step; who acknowledges again goes on.',
        standard: 'for ever',
      },
      ackReminder: {
        shape: duration({ leastMs: 0 }),
        required: false,
        hint: 'How long before its end whoever acknowledged is asked whether they are still on it. `0s`: not at all.',
        standard: '`5m`, or half of a shorter `ackTimeout`',
      },
      active: {
        shape: timings(),
        required: false,
        hint: 'Business hours, as names of mute timings: outside of them only the first step is told, and the next ones follow when they begin.',
        standard: 'always',
      },
      low: {
        shape: list(choice(SEVERITIES), {
          plural: 'severities',
          least: 1,
          most: SEVERITIES.length,
          identity: (value) => value,
        }),
        required: false,
        hint: 'Severities of low priority. With `active`, only these wait for the business hours, and the others escalate at all times; without it, of these only the first step is told.',
        standard: 'with `active` all, else none',
      },
      raise: {
        shape: flag(),
        required: false,
        hint: 'Whether what waited for the business hours is told again when they begin, from the first step on and to the targets of `notify`, instead of to the next step.',
        standard: '`false`',
      },
    },
  })
}

function stepShape() {
  return section({
    title: 'a step',
    keys: {
      notify: {
        shape: list(notifyShape(), { plural: 'targets', least: 1, most: L.notifyMax }),
        required: true,
        hint: 'Whom to tell. Who is on call is looked up when the step is told.',
      },
      wait: {
        shape: duration({ leastMs: ESCALATION_LIMITS.waitMsMin }),
        required: false,
        hint: 'How long they have to answer, before the next step.',
        standard: '`5m`',
      },
      roundRobin: {
        shape: flag(),
        required: false,
        hint: 'Whether the contacts of the step take turns: of all that can be reached one is told, for each alert and each round the next one.',
        standard: '`false`: all are told',
      },
      active: {
        shape: timings(),
        required: false,
        hint: 'The step is told within these mute timings only, and left out at other times.',
        standard: 'always',
      },
    },
  })
}

export type ReadEscalationPolicy = ValueOf<ReturnType<typeof escalationPolicyShape>>
type ReadStep = ValueOf<ReturnType<typeof stepShape>>

/** How an escalation policy is where it does not say otherwise. */
const DEFAULTS = { waitMs: 5 * 60_000, ackReminderMs: 5 * 60_000 } as const

/** The escalation policy of what was read: names resolved, defaults filled in. What does not fit is reported. */
export function escalationPolicyOf(
  id: string,
  read: ReadEscalationPolicy,
  names: Names,
): EscalationPolicy {
  const { steps, repeat, delay, active } = read
  return {
    id,
    steps: (steps?.value ?? []).map(({ value }) => stepOf(value, names)),
    repeat: Math.round(repeat?.value ?? 0),
    delayMs: delay?.value ?? 0,
    ...acknowledgementOf(read, names),
    ...(active === undefined ? {} : { active: active.value.map(names.timing) }),
    ...priorityOf(read, names),
  }
}

function priorityOf(
  { active, low, raise }: ReadEscalationPolicy,
  { findings }: Names,
): Pick<EscalationPolicy, 'low' | 'raise'> {
  if (raise?.value === true && active === undefined)
    findings.add(
      'TOCSIN_CONFIG_INVALID',
      raise.at,
      'Expected "active" beside "raise", found none: without business hours nothing waits for them. Add it, or remove "raise".',
    )
  return {
    ...(low === undefined ? {} : { low: low.value.map(({ value }) => value) }),
    ...(raise?.value === true ? { raise: true } : {}),
  }
}

function acknowledgementOf(
  { ackTimeout, ackReminder }: ReadEscalationPolicy,
  { findings }: Names,
): Pick<EscalationPolicy, 'ackTimeoutMs' | 'ackReminderMs'> {
  if (ackTimeout === undefined) {
    if (ackReminder !== undefined)
      findings.add(
        'TOCSIN_CONFIG_INVALID',
        ackReminder.at,
        'Expected "ackTimeout" beside "ackReminder", found none: an acknowledgement that never ends needs no reminder. Add it, or remove "ackReminder".',
      )
    return {}
  }
  const ackTimeoutMs = ackTimeout.value
  if (ackReminder !== undefined && ackReminder.value >= ackTimeoutMs)
    findings.add(
      'TOCSIN_CONFIG_INVALID',
      ackReminder.at,
      `Expected "ackReminder" shorter than "ackTimeout" (${formatDuration(ackTimeoutMs)}), found ${formatDuration(ackReminder.value)}. Shorten it.`,
    )
  const standard = Math.min(DEFAULTS.ackReminderMs, Math.floor(ackTimeoutMs / 2))
  const ackReminderMs = ackReminder?.value ?? standard
  return { ackTimeoutMs, ...(ackReminderMs > 0 ? { ackReminderMs } : {}) }
}

function stepOf({ notify, wait, roundRobin, active }: ReadStep, names: Names): EscalationStep {
  return {
    notify: targetsOf(notify, names),
    waitMs: wait?.value ?? DEFAULTS.waitMs,
    ...(roundRobin?.value === true ? { roundRobin: true } : {}),
    ...(active === undefined ? {} : { active: active.value.map(names.timing) }),
  }
}

function targetsOf(notify: ReadStep['notify'], names: Names): EscalationStep['notify'] {
  return (notify?.value ?? []).map((target: Read<Parameters<typeof targetOf>[0]['value']>) =>
    targetOf(target, names),
  )
}
