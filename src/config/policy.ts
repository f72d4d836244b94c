import { TocsinError } from '../base/errors.ts'
import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { Condition } from '../model/condition.ts'
import type { NoiseRules } from '../model/configuration.ts'
import { type Matcher, parseMatcher } from '../model/matcher.ts'
import { SEVERITIES } from '../model/severity.ts'
import type { StormRules } from '../model/storm.ts'
import { list, section } from './collection.ts'
import { conditionShape } from './condition.ts'
import { noiseShape, stormShape } from './noise.ts'
import { presetsShape, type ReadPresets } from './preset.ts'
import { quote, type Read } from './reader.ts'
import { choice, duration, flag, type Shape, text, type ValueOf } from './shape.ts'
import { teamKey } from './team.ts'

const L = CONFIG_SHAPE_LIMITS
const name = (title: string) => text({ title, lengthMax: L.nameLengthMax })

/** Mute timings by their names. */
export const timings = () =>
  list(name('the name of a mute timing'), { plural: 'mute timings', most: L.rangesMax })

/** What a policy and its child routes say alike. */
export type ReadRules = {
  readonly match: Read<readonly Read<Matcher>[]> | undefined
  readonly when: Read<Condition> | undefined
  readonly group: Read<ValueOf<ReturnType<typeof groupingShape>>> | undefined
  readonly notify: Read<readonly Read<ValueOf<ReturnType<typeof notifyShape>>>[]> | undefined
  readonly escalate: Read<string> | undefined
  readonly recoveries: Read<boolean> | undefined
  readonly hold: Read<number> | undefined
  readonly noise: Read<NoiseRules | 'off'> | undefined
  readonly storm: Read<StormRules | 'off'> | undefined
  readonly presets: ReadPresets
  readonly mute: Read<readonly Read<string>[]> | undefined
  readonly active: Read<readonly Read<string>[]> | undefined
  readonly routes: Read<readonly Read<ReadRoute>[]> | undefined
}
export interface ReadPolicy extends ReadRules {
  readonly team: Read<string> | undefined
}
export interface ReadRoute extends ReadRules {
  readonly continue: Read<boolean> | undefined
}

/** A policy: which events are told, together with which, to whom. */
export function policyShape(): Shape<ReadPolicy> {
  const shape = section({
    title: 'a policy',
    keys: { ...ruleKeys(), team: teamKey(), routes: routesKey(1) },
  })
  return {
    ...shape,
    schema: { ...shape.schema, anyOf: [{ required: ['match'] }, { required: ['when'] }] },
    read(reader, spot) {
      const wrongBefore = reader.wrongCount
      const read = shape.read(reader, spot)
      const { match, when } = read?.value ?? {}
      // A rule that is there and wrong was reported already.
      if (read !== undefined && match === undefined && when === undefined)
        if (reader.wrongCount === wrongBefore)
          return reader.invalid(
            { from: read.at.from, to: read.at.from + 1 },
            'Expected "match" or "when" in a policy, found neither. Add one: `match: []` takes every event.',
          )
      return read
    },
  }
}

function ruleKeys() {
  return {
    match: {
      shape: list(matcherShape(), { plural: 'matchers', most: L.matchersMax }),
      required: false,
      hint: 'Conditions on the labels of an event, all of which must hold: `label="value"`, `!=`, `=~`, `!~` as in Alertmanager. Regular expressions are RE2\'s and match the whole value. `[]` matches every event. A policy has this, `when`, or both.',
    },
    when: {
      shape: conditionShape(L.conditionLengthMax),
      required: false,
      hint: 'An expr condition over the event itself, which must hold beside `match`: `severity == "critical" and content contains "disk"`. Its names are `kind`, `name`, `severity`, `status`, `source`, `title`, `labels`, `fields` (by their English names) and `content` (title and details, to look for words in). One that cannot be judged does not hold, and says why.',
      standard: 'none',
    },
    group: {
      shape: groupingShape(),
      required: false,
      hint: 'Which alerts are told in one message, and when.',
      standard: 'each alert by itself, at once',
    },
    notify: {
      shape: list(notifyShape(), { plural: 'targets', most: L.notifyMax }),
      required: false,
      hint: 'Whom to tell.',
      standard: 'nobody',
    },
    escalate: {
      shape: name('the name of an escalation policy'),
      required: false,
      hint: 'The escalation policy that goes on telling until somebody answers. `notify` may stand beside it; a route that says one of the two has neither from above.',
      standard: 'none',
    },
    recoveries: {
      shape: flag(),
      required: false,
      hint: 'Whether the end of a problem is told to those who heard of it.',
      standard: '`true`',
    },
    hold: {
      shape: duration({ leastMs: 0 }),
      required: false,
      hint: 'Only what lasts: an alert is told when it still fires so long after it came; one that ends before is not. `0s` in a route tells at once.',
      standard: '`0s`',
    },
    noise: {
      shape: noiseShape(),
      required: false,
      hint: 'Tells after so many events of a group, once, and then nothing for a while; a rise to critical is told. Groups by `[name, resource]` where `group` does not say otherwise.',
      standard: '`off`',
    },
    storm: {
      shape: stormShape(),
      required: false,
      hint: 'Very many new alerts at once: one message for each threshold says how many and what they share. Critical ones are told all the same, the others when the storm is over. `off` tells all of them at once.',
      standard: '`{ thresholds: [10, 50, 200, 1000], within: 5m }`',
    },
    presets: {
      shape: presetsShape(),
      required: false,
      hint: 'What it does with presets of noise, where that is not what `presets` at the top says.',
      standard: 'as at the top',
    },
    mute: {
      shape: timings(),
      required: false,
      hint: 'Within these times it tells nothing; what still fires is told when they are over. Routes do not have this from above.',
      standard: 'none',
    },
    active: {
      shape: timings(),
      required: false,
      hint: 'It tells within these times only; what still fires is told when one begins.',
      standard: 'always',
    },
  } as const
}

function routesKey(level: number) {
  return {
    shape: level <= L.routeDepthMax ? routesShape(level) : tooDeep(),
    required: false,
    hint: "Child routes, with Alertmanager's meaning: an event of the policy goes to the first route that matches, and on to the next ones where that says `continue`; where none matches, the policy itself is told. What a route does not say, it has from above.",
    standard: 'none',
  } as const
}

function routesShape(level: number): Shape<readonly Read<ReadRoute>[]> {
  const { parts, ...shape } = list(routeShape(level), { plural: 'routes', most: L.routesMax })
  // The reference page shows the keys of a route once; further down they are the same.
  return level === 1 ? { ...shape, ...(parts ? { parts } : {}) } : shape
}

function routeShape(level: number): Shape<ReadRoute> {
  return section({
    title: 'a route',
    keys: {
      ...ruleKeys(),
      continue: {
        shape: flag(),
        required: false,
        hint: 'Whether the routes behind it are tried although it matched.',
        standard: '`false`',
      },
      routes: routesKey(level + 1),
    },
  })
}

function tooDeep(): Shape<readonly Read<ReadRoute>[]> {
  return {
    title: 'nothing',
    schema: { maxItems: 0 },
    read: (reader, spot) =>
      reader.invalid(
        spot.at,
        `Expected routes of at most ${L.routeDepthMax} levels, found more. Put the innermost beside their parent.`,
      ),
  }
}

/** How a policy groups where it does not say otherwise. */
export const GROUP_DEFAULTS = {
  /** Each alert by itself, told at once. */
  single: { by: ['alert'], waitMs: 0, intervalMs: 0 },
  /** With noise rules: what is counted together, told as soon as it is enough. */
  counted: { by: ['name', 'resource'], waitMs: 0, intervalMs: 0 },
  /** Alerts with the same values of some labels, told together. */
  together: { waitMs: 10_000, intervalMs: 5 * 60_000 },
  repeatMs: 4 * 60 * 60_000,
} as const

function groupingShape() {
  return section({
    title: 'a group',
    keys: {
      by: {
        shape: list(labelShape('by'), {
          plural: 'labels',
          most: L.groupByMax,
          identity: (value) => value,
        }),
        required: false,
        hint: 'Labels: alerts that have the same values in all of them are told together. `[]` puts all alerts of the policy together; `[alert]` tells each by itself.',
        standard: '`[alert]`; `[name, resource]` with `noise`',
      },
      wait: {
        shape: duration({ leastMs: 0 }),
        required: false,
        hint: 'How long a new group waits for more alerts before it is told.',
        standard: '`0s` where each alert is told by itself, else `10s`',
      },
      interval: {
        shape: duration({ leastMs: 0 }),
        required: false,
        hint: 'A group that was told looks at what has changed once in so long, counted from its first message.',
        standard: '`0s` where each alert is told by itself, else `5m`',
      },
      repeat: {
        shape: duration({ leastMs: L.repeatMsMin }),
        required: false,
        hint: 'How long until a group that still fires is told again.',
        standard: '`4h`',
      },
    },
  })
}

/** Whom to tell: of policies, and of the steps of escalation policies. */
export function notifyShape() {
  return section({
    title: 'a notify target',
    keys: {
      to: {
        shape: name('the name of a contact group'),
        required: false,
        hint: 'A contact group, or a contact by its own name. A target names this or `contact`, a schedule, or both.',
      },
      contact: {
        shape: name('the name of a contact'),
        required: false,
        hint: 'A contact, where it shall be no group.',
        standard: 'none',
      },
      schedule: {
        shape: name('the name of a schedule'),
        required: false,
        hint: 'Whoever is on call at that moment. With `to` beside it, the person is told too, and is mentioned in the chats of the group.',
        standard: 'none',
      },
      severities: {
        shape: list(choice(SEVERITIES), {
          plural: 'severities',
          least: 1,
          most: SEVERITIES.length,
          identity: (value) => value,
        }),
        required: false,
        hint: 'Only alerts of these severities are told.',
        standard: 'all',
      },
      template: {
        shape: name('the name of a template'),
        required: false,
        hint: 'The template of what they are told.',
        standard: "the contact's",
      },
      mute: {
        shape: timings(),
        required: false,
        hint: 'Within these times this target is not told, while others are. Of a policy, it hears when they are over what still fires; of a step, it is left out.',
        standard: 'none',
      },
      active: {
        shape: timings(),
        required: false,
        hint: 'This target is told within these times only, in the same way.',
        standard: 'always',
      },
    },
  })
}

/** A label's name in the list `key`. */
export function labelShape(key: 'by' | 'equal'): Shape<string> {
  return text({
    title: 'a label name',
    lengthMax: L.labelLengthMax,
    check: ({ value, written }) => {
      if (value === '...' && key === 'by')
        return 'Expected label names in "by", found "...". Write [alert] to tell each alert by itself.'
      if (/^[^\s{}!=~,\\"'`]+$/u.test(value)) return undefined
      return `Expected a label name in "${key}", found ${quote(written)}. A label name has no spaces, quotes, braces, commas and none of = ! ~ \\.`
    },
  })
}

/** One condition on a label. */
export function matcherShape(): Shape<Matcher> {
  const inner = text({
    title: 'a matcher',
    example: `'severity="critical"'`,
    lengthMax: L.matcherLengthMax,
    code: 'TOCSIN_MATCHER_INVALID',
    check: ({ value, written, replaced }) => {
      const parsed = tryMatcher(value)
      if (!(parsed instanceof TocsinError)) return undefined
      // What came out of the environment is not quoted.
      if (!replaced) return parsed.message
      return `Expected a matcher such as 'severity="critical"', found one in ${quote(written)} that cannot be read. Look at what the environment puts into it.`
    },
  })
  return {
    title: inner.title,
    schema: inner.schema,
    read(reader, spot) {
      const read = inner.read(reader, spot)
      const matcher = read === undefined ? undefined : tryMatcher(read.value)
      if (read === undefined || matcher === undefined || matcher instanceof TocsinError)
        return undefined
      return { value: matcher, at: read.at, written: read.written }
    },
  }
}

function tryMatcher(written: string): Matcher | TocsinError {
  try {
    return parseMatcher(written)
  } catch (error) {
    if (error instanceof TocsinError) return error
    throw error
  }
}
