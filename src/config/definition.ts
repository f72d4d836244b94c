import { TocsinError } from '../base/errors.ts'
import { CONFIG_SHAPE_LIMITS, INGEST_LIMITS } from '../base/limits.ts'
import type { ChannelType } from '../contract/channel.ts'
import type { SourceType } from '../contract/source.ts'
import { type Matcher, parseMatcher } from '../model/matcher.ts'
import { SEVERITIES } from '../model/severity.ts'
import { adapted } from './adapter.ts'
import { list, mapOf, section } from './collection.ts'
import { networkShape, proxyShape } from './network.ts'
import { quote } from './reader.ts'
import { secretText } from './secrets.ts'
import { choice, duration, flag, type Shape, text } from './shape.ts'
import { templateShape, zoneShape } from './template.ts'

/** The kinds of sources and channels that a configuration may use. */
export type Adapters = {
  readonly sources: readonly SourceType[]
  readonly channels: readonly ChannelType[]
}

/** What a shape's reader gives. */
export type ValueOf<S> = S extends Shape<infer T> ? T : never

/** The whole file once read, its references unchecked. */
export type ReadConfiguration = ValueOf<ReturnType<typeof configurationShape>>
export type ReadContact = ValueOf<ReturnType<typeof contactShape>>
export type ReadPolicy = ValueOf<ReturnType<typeof policyShape>>

const L = CONFIG_SHAPE_LIMITS
const name = (title: string) => text({ title, lengthMax: L.nameLengthMax })

/** The shape of `tocsin.yaml`. What it takes, its defaults and its hints are declared here only. */
export function configurationShape(adapters: Adapters) {
  return section({
    title: 'the configuration',
    keys: {
      sources: {
        shape: mapOf(sourceShape(adapters.sources), { singular: 'source', most: L.sourcesMax }),
        required: false,
        hint: 'Where events come from. The name becomes the label `source` of every event.',
      },
      contacts: {
        shape: mapOf(contactShape(adapters.channels), { singular: 'contact', most: L.contactsMax }),
        required: false,
        hint: 'Whom to tell: people and chats.',
      },
      contactGroups: {
        shape: mapOf(groupShape(), { singular: 'contact group', most: L.contactGroupsMax }),
        required: false,
        hint: 'Contacts that are told together, by their names. A group and a contact cannot share a name.',
      },
      policies: {
        shape: mapOf(policyShape(), { singular: 'policy', most: L.policiesMax }),
        required: false,
        hint: 'Which events are told to whom. Every policy is tried for every event.',
      },
      templates: {
        shape: mapOf(templateShape(), { singular: 'template', most: L.templatesMax }),
        required: false,
        hint: 'What messages say instead of the default: Go templates with sprig, which policies and contacts name.',
      },
      zone: {
        shape: zoneShape(),
        required: false,
        hint: 'The IANA zone of the times in messages; they are shown with their offset.',
        standard: '`UTC`',
      },
      fallback: {
        shape: name('the name of a contact group'),
        required: false,
        hint: 'The contact group (or contact) that is told when nobody else could be.',
        standard: 'nobody',
      },
      network: {
        shape: networkShape(),
        required: false,
        hint: 'How the hub gets out to the network, and where it may not go.',
      },
    },
    later: ['escalationPolicies', 'schedules', 'muteTimings', 'inhibitions'],
  })
}

function sourceShape(sources: readonly SourceType[]) {
  const least = L.ingestKeyLengthMin
  const most = INGEST_LIMITS.keyLengthMax
  return adapted({
    tag: 'type',
    what: 'source',
    adapters: sources,
    own: {
      key: {
        shape: secretText({
          title: 'an ingest key',
          check: (key) => {
            if (key.length < least || key.length > most)
              return `Expected an ingest key of ${least} to ${most} characters, found ${key.length}. Make a random one, for example with: openssl rand -hex 16.`
            if (!/^[A-Za-z0-9._~-]+$/.test(key))
              return 'Expected an ingest key of letters, digits, ".", "_", "~" and "-", found other characters. They would not survive in a URL: choose another key.'
            return undefined
          },
        }),
        required: true,
        hint: `The secret part of the address that events are sent to, \`/in/<key>\`: ${least} to ${most} letters, digits, \`.\`, \`_\`, \`~\` and \`-\`. No two sources share one.`,
      },
    },
  })
}

function contactShape(channels: readonly ChannelType[]) {
  return section({
    title: 'a contact',
    keys: {
      name: {
        shape: text({ title: 'a name', lengthMax: 256 }),
        required: false,
        hint: 'The name that people read.',
        standard: 'the key that it stands under',
      },
      mobile: {
        shape: text({
          title: 'a mobile number in quotes',
          example: '"13800000000"',
          check: (read) =>
            /^\+?[0-9][0-9 -]{4,30}$/.test(read.value)
              ? undefined
              : `Expected a mobile number of digits, with "+" and the country where needed, found ${quote(read.written)}. Correct it.`,
        }),
        required: false,
        hint: 'The mobile number under which chats know the person, to mention them. In quotes: YAML would drop leading zeros.',
      },
      language: {
        shape: choice(['en', 'zh']),
        required: false,
        hint: 'The language of the messages.',
        standard: '`en`',
      },
      zone: {
        shape: zoneShape(),
        required: false,
        hint: 'The IANA zone of the times in its messages.',
        standard: 'the `zone` at the top',
      },
      template: {
        shape: name('the name of a template'),
        required: false,
        hint: 'The template of what it is told, unless the policy names one.',
        standard: 'the default messages',
      },
      endpoints: {
        shape: list(endpointShape(channels), { plural: 'endpoints', most: L.endpointsMax }),
        required: false,
        hint: 'The addresses of the contact, each on one channel. A contact without any is only mentioned in the chats of its group.',
        standard: 'none',
      },
    },
  })
}

function endpointShape(channels: readonly ChannelType[]) {
  return adapted({
    tag: 'channel',
    what: 'endpoint',
    adapters: channels,
    own: {
      proxy: {
        shape: proxyShape(),
        required: false,
        hint: 'The HTTP proxy that leads to this endpoint, `http://user:password@host:port`, or `none` for straight. *Secret.*',
        standard: 'what `network` says',
      },
      standby: {
        shape: flag(),
        required: false,
        hint: 'Whether it is told only what another endpoint of the contact could not be: a copy of each message that was given up, or that has waited for more than 2 minutes at an endpoint that fails.',
        standard: '`false`',
      },
      pool: {
        shape: name('the name of a pool'),
        required: false,
        hint: 'Endpoints of the contact with the same pool take turns: several robots of one chat carry so many times the limit of one, in order, and where one is broken the others go on. A robot of a pool is used nowhere else.',
        standard: 'none: every endpoint is told',
      },
    },
  })
}

function groupShape() {
  return list(name('the name of a contact'), {
    plural: 'contacts',
    most: L.contactsPerGroupMax,
    identity: (value) => value,
  })
}

function policyShape() {
  return section({
    title: 'a policy',
    keys: {
      match: {
        shape: list(matcherShape(), { plural: 'matchers', most: L.matchersMax }),
        required: true,
        hint: 'Conditions on the labels of an event, all of which must hold: `label="value"`, `!=`, `=~`, `!~` as in Alertmanager. Regular expressions are RE2\'s and match the whole value. `[]` matches every event.',
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
      recoveries: {
        shape: flag(),
        required: false,
        hint: 'Whether the end of a problem is told to those who heard of it.',
        standard: '`true`',
      },
    },
    later: ['when', 'escalate', 'routes', 'continue', 'mute', 'hold'],
  })
}

/** How a policy groups where it does not say otherwise. */
export const GROUP_DEFAULTS = {
  /** Each alert by itself, told at once. */
  single: { by: ['alert'], waitMs: 0, intervalMs: 0 },
  /** Alerts with the same values of some labels, told together. */
  together: { waitMs: 10_000, intervalMs: 5 * 60_000 },
  repeatMs: 4 * 60 * 60_000,
} as const

function groupingShape() {
  return section({
    title: 'a group',
    keys: {
      by: {
        shape: list(labelShape(), {
          plural: 'labels',
          most: L.groupByMax,
          identity: (value) => value,
        }),
        required: false,
        hint: 'Labels: alerts that have the same values in all of them are told together. `[]` puts all alerts of the policy together; `[alert]` tells each by itself.',
        standard: '`[alert]`',
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
        hint: 'How long a group that was told waits before changes to it are told.',
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

function notifyShape() {
  return section({
    title: 'a notify target',
    keys: {
      to: {
        shape: name('the name of a contact group'),
        required: true,
        hint: 'A contact group, or a contact by its own name.',
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
    },
    later: ['mute', 'schedule', 'contact'],
  })
}

function labelShape(): Shape<string> {
  return text({
    title: 'a label name',
    lengthMax: L.labelLengthMax,
    check: ({ value, written }) => {
      if (value === '...')
        return 'Expected label names in "by", found "...". Write [alert] to tell each alert by itself.'
      if (/^[^\s{}!=~,\\"'`]+$/u.test(value)) return undefined
      return `Expected a label name in "by", found ${quote(written)}. A label name has no spaces, quotes, braces, commas and none of = ! ~ \\.`
    },
  })
}

function matcherShape(): Shape<Matcher> {
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
