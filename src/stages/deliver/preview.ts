import type { ChannelType } from '../../contract/channel.ts'
import type { Endpoint, MessageTemplate } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'
import type { NotificationEntry } from '../../model/notification.ts'
import type { Language } from '../../model/text.ts'
import { compose, composeTest } from './compose.ts'
import { PREVIEW_KINDS, type PreviewKind, sampleEntries, sampleNotification } from './sample.ts'
import { type Said, sayMessage } from './say.ts'
import { plainText } from './template-data.ts'
import { TemplateShelf } from './template-shelf.ts'

export type PreviewFacts = {
  readonly endpoint: Endpoint
  readonly channel: ChannelType
  readonly kind: PreviewKind
  /** What is told; alerts made up for the purpose where absent. */
  readonly entries?: readonly NotificationEntry[]
  readonly template: MessageTemplate | undefined
  readonly clock: { now(): number }
}

/** What an endpoint would be sent, and the same without any dialect in both languages. */
export type Preview = { readonly said: Said; readonly plain: Readonly<Record<Language, string>> }

/** A message as it would be sent, without sending it. Pure. */
export function previewMessage(facts: PreviewFacts): Preview {
  const { endpoint, channel } = facts
  const plainChannel: ChannelType = {
    ...channel,
    render: ({ title, blocks, links, language }) => ({
      body: [title, plainText(blocks, language), ...links.map(({ text, url }) => `${text}: ${url}`)]
        .filter((text) => text !== '')
        .join('\n'),
      cut: false,
    }),
  }
  const plain = (language: Language): string =>
    previewSaid({ ...facts, endpoint: { ...endpoint, language }, channel: plainChannel }).body
  return { said: previewSaid(facts), plain: { en: plain('en'), zh: plain('zh') } }
}

/** The first half of it: what the endpoint would be sent. Pure. */
export function previewSaid(facts: PreviewFacts): Said {
  const { endpoint, channel, kind, template, clock } = facts
  const now = clock.now()
  return sayMessage(messageOf(facts, endpoint, now), {
    endpoint,
    channel,
    template: OWN_WORDS.has(kind) ? undefined : template,
    form: 'full',
    now,
    shelf: new TemplateShelf(clock),
  })
}

/**
 * Why a template fails for the samples, each reason once with the kinds that it fails for: what
 * only shows when a message is made. Empty for one that works. It ends with those so far once it is too late. Pure.
 */
export function templateFaults(
  template: MessageTemplate,
  clock: { now(): number },
  isLate: () => boolean = () => false,
): ReadonlyMap<string, readonly PreviewKind[]> {
  const faults = new Map<string, PreviewKind[]>()
  for (const kind of PREVIEW_KINDS) {
    if (isLate()) break
    const facts = { endpoint: NOWHERE, channel: NO_CHANNEL, kind, template, clock }
    const { reason } = previewSaid(facts).fault ?? {}
    if (reason !== undefined) faults.set(reason, [...(faults.get(reason) ?? []), kind])
  }
  return faults
}

/** What stays whatever a template says. */
const OWN_WORDS: ReadonlySet<PreviewKind> = new Set(['undelivered', 'reminder', 'storm', 'test'])

const NOWHERE: Endpoint = {
  id: 'sample',
  lane: 'sample',
  contact: 'sample',
  channel: 'sample',
  language: 'en',
  settings: {},
}

/** Draws nothing and takes everything. */
const NO_CHANNEL: ChannelType = {
  type: 'sample',
  title: 'sample',
  fields: [],
  limits: () => ({ messagesMax: 1, windowMs: 0, penaltyMs: 0 }),
  room: () => ({ entriesMax: 1, bytesMax: 1 }),
  hasPlainForm: false,
  address: () => 'sample',
  check: () => [],
  render: () => ({ body: '', cut: false }),
  raw: (body) => ({ body, cut: false }),
  send: async () => ({ kind: 'sent' }),
}

function messageOf(facts: PreviewFacts, endpoint: Endpoint, now: number): Message {
  const { kind, entries } = facts
  const { language } = endpoint
  const zone = endpoint.zone ?? 'UTC'
  if (kind === 'test') {
    const about = `${endpoint.contact} · ${endpoint.channel}`
    return composeTest({ endpoint: about, hub: 'tocsin preview', language, zone, now })
  }
  return compose({
    notification: sampleNotification(kind, entries ?? sampleEntries(kind, now), now),
    language,
    zone,
    now,
    statesNow: new Map(),
    mentionAll: false,
    actions: [],
  })
}
