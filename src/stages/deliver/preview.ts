import type { ChannelType } from '../../contract/channel.ts'
import type { Endpoint, MessageTemplate } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'
import type { NotificationEntry } from '../../model/notification.ts'
import type { Language } from '../../model/text.ts'
import { compose, composeTest } from './compose.ts'
import { type PreviewKind, sampleEntries, sampleNotification } from './sample.ts'
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
  const shelf = new TemplateShelf(facts.clock)
  const now = facts.clock.now()
  const shown = (as: Endpoint, on: ChannelType): Said =>
    sayMessage(messageOf(facts, as, now), {
      endpoint: as,
      channel: on,
      template: facts.kind === 'undelivered' || facts.kind === 'test' ? undefined : facts.template,
      form: 'full',
      now,
      shelf,
    })
  const plainChannel: ChannelType = {
    ...channel,
    render: ({ title, blocks, links, language }) => ({
      body: [title, plainText(blocks, language), ...links.map(({ text, url }) => `${text}: ${url}`)]
        .filter((text) => text !== '')
        .join('\n'),
      cut: false,
    }),
  }
  const plain = (language: Language): string => shown({ ...endpoint, language }, plainChannel).body
  return { said: shown(endpoint, channel), plain: { en: plain('en'), zh: plain('zh') } }
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
