import type { ErrorCode } from '../base/errors.ts'
import { CONFIG_SHAPE_LIMITS, ESCALATION_LIMITS } from '../base/limits.ts'
import type { ContactRule, Endpoint } from '../model/configuration.ts'
import { SEVERITIES } from '../model/severity.ts'
import { list, section } from './collection.ts'
import type { Findings } from './problem.ts'
import { quote, type Read } from './reader.ts'
import { choice, duration, text, type ValueOf } from './shape.ts'
import { didYouMean } from './suggest.ts'

/** A rule of a contact: how the steps of escalation policies tell it. */
export function contactRulesShape() {
  return list(ruleShape(), { plural: 'rules', least: 1, most: ESCALATION_LIMITS.rulesMax })
}

function ruleShape() {
  return section({
    title: 'a rule of a contact',
    keys: {
      channels: {
        shape: list(text({ title: 'a channel', lengthMax: CONFIG_SHAPE_LIMITS.nameLengthMax }), {
          plural: 'channels',
          least: 1,
          most: CONFIG_SHAPE_LIMITS.endpointsMax,
          identity: (value) => value,
        }),
        required: false,
        hint: 'The channels of the contact whose endpoints are told.',
        standard: 'all',
      },
      after: {
        shape: duration({ leastMs: 0 }),
        required: false,
        hint: 'How long after the step, unless somebody has answered until then. The next steps do not end it.',
        standard: '`0s`: with the step',
      },
      severities: {
        shape: list(choice(SEVERITIES), {
          plural: 'severities',
          least: 1,
          most: SEVERITIES.length,
          identity: (value) => value,
        }),
        required: false,
        hint: 'Only alerts of these severities.',
        standard: 'all',
      },
    },
  })
}

type ReadRule = ValueOf<ReturnType<typeof ruleShape>>

/** The rules of a contact with these endpoints; what does not fit is reported. Undefined where it has none. */
export function contactRulesOf(
  read: Read<readonly Read<ReadRule>[]> | undefined,
  facts: {
    readonly contact: string
    readonly endpoints: readonly Endpoint[]
    /** Every endpoint that is written there was read: what is missing is not there. */
    readonly areRead: boolean
    readonly findings: Findings<ErrorCode>
  },
): readonly ContactRule[] | undefined {
  if (read === undefined) return undefined
  const { contact, endpoints, areRead, findings } = facts
  const own = [
    ...new Set(endpoints.filter(({ standby }) => !standby).map(({ channel }) => channel)),
  ]
  if (own.length === 0 && areRead)
    findings.add(
      'TOCSIN_CONFIG_INVALID',
      read.at,
      `Expected endpoints beside the rules of the contact ${quote(contact)}, found none. Add them, or remove "rules".`,
    )
  return read.value.map(({ value: { channels, after, severities } }) => {
    for (const { value, at, written = value } of own.length > 0 ? (channels?.value ?? []) : [])
      if (areRead && !own.includes(value))
        findings.add(
          'TOCSIN_CONFIG_REFERENCE',
          at,
          `The contact ${quote(contact)} has no endpoint on a channel ${quote(written)} that is told at first.${didYouMean(value, own) || ` It has ${own.join(', ')}.`}`,
        )
    return {
      channels: channels?.value.map(({ value }) => value) ?? own,
      afterMs: after?.value ?? 0,
      ...(severities === undefined
        ? {}
        : { severities: severities.value.map(({ value }) => value) }),
    }
  })
}
