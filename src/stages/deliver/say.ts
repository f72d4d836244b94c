import { MESSAGE_LIMITS } from '../../base/limits.ts'
import { oneLine } from '../../base/plain-text.ts'
import type { ChannelType, MessageForm, Rendered } from '../../contract/channel.ts'
import { flagOf } from '../../contract/fields.ts'
import type { Addressed } from '../../model/addressed.ts'
import type { Alert } from '../../model/alert.ts'
import type { Endpoint, MessageTemplate } from '../../model/configuration.ts'
import type { Message, MessageBlock, MessageLink } from '../../model/message.ts'
import type { Notification, NotificationKind } from '../../model/notification.ts'
import { inLanguage, type LocalText } from '../../model/text.ts'
import { ABOUT_SCHEDULES, compose } from './compose.ts'
import { templateData } from './template-data.ts'
import type { TemplateFault, TemplateShelf } from './template-shelf.ts'
import { cutBytes } from './told.ts'
import { COUNTED } from './words.ts'

export type SayFacts = {
  readonly notification: Notification
  readonly endpoint: Endpoint
  readonly channel: ChannelType
  /** What the alerts are now, where that differs from when the notification was decided. */
  readonly statesNow: ReadonlyMap<string, Alert['state']>
  /** Buttons with which the message can be answered. */
  readonly actions: readonly MessageLink[]
  /** Where all of it can be read; asked for only where something had to be cut. */
  readonly restOf?: () => MessageLink | undefined
  readonly form: MessageForm
  /** UTC milliseconds. */
  readonly now: number
  readonly shelf: TemplateShelf
  /** The users' templates of today's configuration, by name. */
  readonly templateOf: (name: string) => MessageTemplate | undefined
}

/** What is sent, and which template of the user's could not be used for it. */
export type Said = Rendered & { readonly fault?: TemplateFault }

/** A notification in the words and the dialect of its endpoint, by the user's template where there is one. */
export function say(facts: SayFacts): Said {
  const { notification, endpoint, channel, form } = facts
  const message = compose({
    notification,
    statesNow: facts.statesNow,
    actions: facts.actions,
    language: endpoint.language,
    mentionAll: flagOf(endpoint.settings, 'mentionAll'),
    zone: zoneOf(endpoint),
    now: facts.now,
  })
  const own = addressedTo(facts)
  if (own) return sayAddressed(message, own, facts)
  return sayMessage(message, { ...facts, template: templateFor(facts), form, channel })
}

/** The sender's own words, where the message is its one message to this contact. */
function addressedTo({ notification, endpoint }: SayFacts): Addressed | undefined {
  const { kind, entries } = notification
  const [entry] = entries
  const isPlain = kind === 'notice' && entries.length === 1
  const addressed = isPlain ? entry?.addressed : undefined
  return addressed?.contact === endpoint.contact ? addressed : undefined
}

/** The body as it is; where the platform cannot take it, what it says in the hub's own form, and why. */
function sayAddressed(
  message: Message,
  { body, text }: Addressed,
  { endpoint, channel, form, restOf }: SayFacts,
): Said {
  const facts = { endpoint, channel, form, ...(restOf === undefined ? {} : { restOf }) }
  const words = text === undefined ? '' : inLanguage(text, endpoint.language)
  const plain = words.trim() === '' ? message : withText(message, words)
  if (body === undefined) return draw(plain, facts)
  const taken = form === 'plain' ? REFUSED : (channel.raw?.(body, endpoint.settings) ?? NO_BODIES)
  if (isRendered(taken)) return taken
  return draw(withText(plain, inLanguage(taken, endpoint.language), 'behind'), facts)
}

function withText(message: Message, text: string, place?: 'behind'): Message {
  const block: MessageBlock = { kind: 'text', text: cutBytes(text, MESSAGE_LIMITS.textLengthMax) }
  const blocks = place === 'behind' ? [...message.blocks, block] : [block, ...message.blocks]
  return { ...message, blocks }
}

const REFUSED: LocalText = {
  en: 'The platform refused the body that the template made; this says the same in the default form.',
  zh: '平台拒绝了模板生成的消息体，此处以默认格式发送相同内容。',
}
const NO_BODIES: LocalText = {
  en: 'This channel takes no bodies of templates; this says the same in the default form.',
  zh: '该通道不接受模板生成的消息体，此处以默认格式发送相同内容。',
}

/** Kinds that are told in the hub's own words. */
const OWN_WORDS: ReadonlySet<NotificationKind> = new Set([
  'undelivered',
  'reminder',
  'storm',
  ...ABOUT_SCHEDULES,
])

/**
 * The policy's template, else the contact's. What others hear of an undelivered message and what is asked of whoever
 * acknowledged stay as they are: they have to say what went wrong, and until when. So do a storm, which names no alert, and
 * what is told of schedules: templates are about alerts.
 */
function templateFor({
  notification,
  endpoint,
  templateOf,
}: SayFacts): MessageTemplate | undefined {
  const { kind } = notification
  if (OWN_WORDS.has(kind)) return undefined
  const named = [notification.template, endpoint.template]
  for (const name of named) {
    const template = name === undefined ? undefined : templateOf(name)
    if (template) return template
  }
  return undefined
}

export type SayMessageFacts = Pick<
  SayFacts,
  'endpoint' | 'channel' | 'restOf' | 'form' | 'now' | 'shelf'
> & { readonly template: MessageTemplate | undefined }

/** A message through a template. Where that fails, the default with a line that says so: nothing is lost. */
export function sayMessage(message: Message, facts: SayMessageFacts): Said {
  const { template } = facts
  if (!template) return draw(message, facts)
  const spoken =
    template.raw === undefined
      ? speak(message, { ...facts, template })
      : sayRaw(message, { ...facts, template, raw: template.raw })
  if ('body' in spoken) return spoken
  if ('message' in spoken) return draw(spoken.message, facts)
  const fault = { template: template.id, reason: spoken.reason }
  return { ...draw(withFault(message, fault), facts), fault }
}

type DrawFacts = Pick<SayMessageFacts, 'endpoint' | 'channel' | 'form' | 'restOf'>

/** In the platform's dialect. What had to be cut says so, and links to where all of it can be read. */
function draw(message: Message, { endpoint, channel, form, restOf }: DrawFacts): Rendered {
  const rendered = channel.render(message, endpoint.settings, form)
  const rest = rendered.cut ? restOf?.() : undefined
  if (rest === undefined) return rendered
  // In front of the others: where there is no room for all of them, it is the last ones that go.
  const linked = { ...message, links: [rest, ...message.links] }
  return channel.render(linked, endpoint.settings, form)
}

type Failed = { readonly reason: string }
type TemplateFacts = SayMessageFacts & { readonly template: MessageTemplate }

/** The message in the words of the template's title and text. */
function speak(message: Message, facts: TemplateFacts): { readonly message: Message } | Failed {
  const { template } = facts
  const data = templateData(message, { zone: zoneOf(facts.endpoint), now: facts.now })
  const title = part('title', { ...facts, data, text: template.title })
  if (title !== undefined && 'reason' in title) return title
  const body = part('text', { ...facts, data, text: template.text })
  if (body !== undefined && 'reason' in body) return body
  const heading =
    title === undefined
      ? message.title
      : cutBytes(oneLine(title.text), MESSAGE_LIMITS.titleBytesMax)
  const blocks =
    body === undefined ? message.blocks : blocksOf(message, { body: body.text, template })
  return { message: { ...message, title: heading, blocks } }
}

/**
 * The template's text, and what stays of the default below it: everything where the user wants it,
 * and in a digest the line of each alert, for it was the hub that put them into one message.
 */
function blocksOf(
  message: Message,
  { body, template }: { body: string; template: MessageTemplate },
): readonly MessageBlock[] {
  const kept = message.blocks.filter(
    ({ kind }) =>
      (template.keepFields === true && kind !== 'text') ||
      (message.kind === 'digest' && kind === 'lines'),
  )
  return [{ kind: 'text', text: body }, ...kept]
}

type PartFacts = TemplateFacts & { readonly data: unknown; readonly text: string | undefined }

/** One part of a template; undefined where it has no such part. */
function part(
  name: 'title' | 'text',
  { text, data, template, endpoint, shelf }: PartFacts,
): { readonly text: string } | Failed | undefined {
  if (text === undefined) return undefined
  const lengthMax = MESSAGE_LIMITS.textLengthMax
  const rendered = shelf.render({
    name: `${template.id}.${name}`,
    text,
    data,
    json: false,
    zone: zoneOf(endpoint),
    lengthMax,
  })
  if ('reason' in rendered) return rendered
  const trimmed = rendered.text.trim()
  return trimmed === '' ? { reason: `Its ${name} is empty for this message.` } : { text: trimmed }
}

/** The platform's whole body. */
function sayRaw(
  message: Message,
  { template, raw, endpoint, channel, form, now, shelf }: TemplateFacts & { readonly raw: string },
): Rendered | Failed {
  if (channel.raw === undefined)
    return { reason: `The channel ${channel.type} takes no raw bodies.` }
  if (form === 'plain') return { reason: `The channel ${channel.type} refused the body it made.` }
  const zone = zoneOf(endpoint)
  const rendered = shelf.render({
    name: `${template.id}.raw`,
    text: raw,
    data: templateData(message, { zone, now }),
    json: true,
    zone,
    lengthMax: MESSAGE_LIMITS.rawLengthMax,
  })
  if ('reason' in rendered) return rendered
  const fault = jsonFault(rendered.text)
  if (fault !== undefined) return { reason: fault }
  const taken = channel.raw(rendered.text, endpoint.settings)
  return isRendered(taken) ? taken : { reason: inLanguage(taken, message.language) }
}

function jsonFault(text: string): string | undefined {
  if (text.trim() === '') return 'Its raw is empty for this message.'
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return `Its raw is no JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`
  }
}

function isRendered(taken: Rendered | LocalText): taken is Rendered {
  return typeof taken === 'object' && 'body' in taken
}

function withFault(message: Message, { template, reason }: TemplateFault): Message {
  const short = cutBytes(oneLine(reason), MESSAGE_LIMITS.faultBytesMax)
  const text = inLanguage(COUNTED.templateFailed(template, short), message.language)
  return { ...message, blocks: [...message.blocks, { kind: 'text', text }] }
}

function zoneOf({ zone }: Endpoint): string {
  return zone ?? 'UTC'
}
