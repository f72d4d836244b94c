import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { ChannelType } from '../contract/channel.ts'
import type { SourceType } from '../contract/source.ts'
import { adapted } from './adapter.ts'
import { argocdKey } from './argocd.ts'
import { list, mapOf, section } from './collection.ts'
import { contactRulesShape } from './contact-rules.ts'
import { escalationPolicyShape } from './escalation.ts'
import { inhibitionsShape } from './inhibition.ts'
import { alertsShape, lifeKeys, OF_SOURCE } from './life.ts'
import { maintenanceShape } from './maintenance.ts'
import { muteTimingShape } from './mute-timing.ts'
import { networkShape, proxyShape } from './network.ts'
import { policyShape } from './policy.ts'
import { presetsHint, presetsShape } from './preset.ts'
import { quietKey } from './quiet.ts'
import { quote } from './reader.ts'
import { retentionKey } from './retention.ts'
import { scheduleShape } from './schedule.ts'
import { choice, flag, text, type ValueOf } from './shape.ts'
import { signInKey } from './sign-in.ts'
import { ranges, sourceKeys } from './source-keys.ts'
import { teamsKey } from './team.ts'
import { templateShape, zoneShape } from './template.ts'

/** The kinds of sources and channels that a configuration may use. */
export type Adapters = {
  readonly sources: readonly SourceType[]
  readonly channels: readonly ChannelType[]
}

/** The whole file once read, its references unchecked. */
export type ReadConfiguration = ValueOf<ReturnType<typeof configurationShape>>
export type ReadContact = ValueOf<ReturnType<typeof contactShape>>

const L = CONFIG_SHAPE_LIMITS
const name = (title: string) => text({ title, lengthMax: L.nameLengthMax })

/** The shape of `tocsin.yaml`. What it takes, its defaults and its hints are declared here only. */
export function configurationShape(adapters: Adapters) {
  return section({
    title: 'the configuration',
    keys: {
      ...intakeKeys(adapters),
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
      escalationPolicies: {
        shape: mapOf(escalationPolicyShape(), {
          singular: 'escalation policy',
          most: L.escalationPoliciesMax,
        }),
        required: false,
        hint: 'Whom to tell next when nobody answers, for `escalate` of policies and routes.',
        standard: 'none',
      },
      muteTimings: {
        shape: mapOf(muteTimingShape(), { singular: 'mute timing', most: L.muteTimingsMax }),
        required: false,
        hint: 'Times by name, for `mute` and `active` of policies and routes.',
        standard: 'none',
      },
      inhibitions: {
        shape: inhibitionsShape(),
        required: false,
        hint: "Which open alerts explain others, that are then not told; with Alertmanager's meaning.",
        standard: 'none',
      },
      maintenance: {
        shape: mapOf(maintenanceShape(), { singular: 'maintenance', most: L.maintenanceMax }),
        required: false,
        hint: 'Times at which somebody works on something: what happens to it meanwhile is recorded, and told afterwards if it still fires.',
        standard: 'none',
      },
      schedules: {
        shape: mapOf(scheduleShape(), { singular: 'schedule', most: L.schedulesMax }),
        required: false,
        hint: 'Who is on call when. A policy tells whoever it is by `notify: [{ schedule: name }]`.',
        standard: 'none',
      },
      teams: teamsKey(),
      alerts: {
        shape: alertsShape(),
        required: false,
        hint: 'How alerts live, where a source does not say otherwise.',
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
      retention: retentionKey(),
      argocd: argocdKey(),
      signIn: signInKey(),
    },
  })
}

/** What may come in, and what of it is noise. */
function intakeKeys(adapters: Adapters) {
  return {
    sources: {
      shape: mapOf(sourceShape(adapters.sources), { singular: 'source', most: L.sourcesMax }),
      required: false,
      hint: 'Where events come from. The name becomes the label `source` of every event.',
    },
    presets: {
      shape: presetsShape(),
      required: false,
      hint: `What policies do with events that are noise by nature: \`tell\` them as others, in a \`digest\` an hour (\`{ digest: 30m }\`: in so long), or \`drop\` them, which keeps them and tells nobody. ${presetsHint(adapters)}`,
      standard: 'what stands behind each name',
    },
    trustedProxies: {
      shape: ranges('proxies'),
      required: false,
      hint: 'Proxies in front of the hub, as addresses and ranges: what they add to `X-Forwarded-For` says who sends, for `allow` of sources. What others write there is not believed.',
      standard: 'none: who connects is who sends',
    },
  } as const
}

function sourceShape(sources: readonly SourceType[]) {
  return adapted({
    tag: 'type',
    what: 'source',
    adapters: sources,
    own: { ...sourceKeys(), quiet: quietKey(), ...lifeKeys(OF_SOURCE) },
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
      rules: {
        shape: contactRulesShape(),
        required: false,
        hint: 'How the steps of escalation policies tell it: by some channels at once, by others later, unless somebody has answered until then. `notify` of policies tells every endpoint at once.',
        standard: 'every endpoint at once',
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
