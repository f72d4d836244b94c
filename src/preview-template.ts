// In: a template that somebody is writing, and what it shall tell. Out: the message on each chat platform, and where the template fails.
// Must hold: nothing is sent and nothing stored; the same code makes it as makes the real one.
import { MESSAGE_LIMITS, TEMPLATE_PREVIEW_LIMITS } from './base/limits.ts'
import { Secret } from './base/secret.ts'
import type { ChannelType, MessageSize } from './contract/channel.ts'
import { compile, TemplateError } from './languages/gotemplate/gotemplate.ts'
import type { Endpoint, MessageTemplate, Settings } from './model/configuration.ts'
import type { Event } from './model/event.ts'
import type { Language } from './model/text.ts'
import { type PreviewKind, toldOf } from './preview.ts'
import { previewSaid, templateFaults } from './stages/deliver/deliver.ts'

export type TemplatePart = 'title' | 'text' | 'raw'

/** Why a template makes nothing, and where in which of its parts; lines and columns are counted from 1. */
export type PlacedFault = {
  readonly part: TemplatePart
  readonly text: string
  readonly line?: number
  readonly column?: number
}

/** What one platform would be sent. */
export type ShownMessage = {
  readonly channel: string
  readonly body: string
  readonly cut: boolean
  /** Why the platform would be sent the default message instead. */
  readonly fault?: string
  readonly size?: MessageSize
}

export type ShownTemplate = {
  readonly kind: PreviewKind
  readonly faults: readonly PlacedFault[]
  /** Why it fails for made-up messages, with the kinds that it fails for. */
  readonly fails: ReadonlyMap<string, readonly PreviewKind[]>
  readonly messages: readonly ShownMessage[]
}

type Asked = {
  /** Absent: the default message. */
  readonly template: Omit<MessageTemplate, 'id'> | undefined
  /** The events' own kind where absent, `alert` without an event. */
  readonly kind?: PreviewKind
  /** What is told; alerts made up for the purpose where absent. */
  readonly events?: readonly Event[]
  readonly language: Language
  readonly zone?: string
  readonly channels: readonly ChannelType[]
  readonly clock: { now(): number }
}

/** The platforms whose messages are shown side by side, with the settings that an endpoint of theirs has at least. */
const SHOWN: readonly (readonly [channel: string, settings: Settings])[] = [
  ['dingtalk', {}],
  ['lark', {}],
  ['wecom', {}],
  // Slack's own address: servers that imitate it are sent less.
  ['slack', { url: new Secret('https://hooks.slack.com/services/T0/B0/example') }],
]

/** Shows a template on each platform. Pure. */
export function previewTemplate(asked: Asked): ShownTemplate {
  const { events, language, zone, channels } = asked
  const template = asked.template && { ...asked.template, id: 'preview' }
  const told = toldOf(events, asked)
  const startedAt = asked.clock.now()
  const isLate = (): boolean => asked.clock.now() - startedAt > TEMPLATE_PREVIEW_LIMITS.renderMs
  const previews = SHOWN.flatMap(([type, settings]) => {
    const channel = channels.find((one) => one.type === type)
    if (!channel) return []
    const endpoint = endpointOn(type, { language, settings, ...(zone ? { zone } : {}) })
    const facts = { endpoint, channel, ...told }
    if (template && isLate())
      return {
        channel,
        said: { ...previewSaid({ ...facts, template: undefined }), fault: TOO_SLOW },
      }
    return { channel, said: previewSaid({ ...facts, template }) }
  })
  const faults = template ? faultsIn(template, previews) : []
  return {
    kind: told.kind,
    faults,
    // What fails for this message fails for the others as well, most likely.
    fails:
      template && faults.length === 0 ? templateFaults(template, told.clock, isLate) : new Map(),
    messages: previews.map(({ channel, said: { body, cut, fault } }) => {
      const size = channel.size?.(body)
      return {
        ...{ channel: channel.type, body, cut },
        ...(fault === undefined ? {} : { fault: fault.reason }),
        ...(size === undefined ? {} : { size }),
      }
    }),
  }
}

const TOO_SLOW = { template: 'preview', reason: 'It took too long to be shown here.' }

function endpointOn(
  channel: string,
  more: Pick<Endpoint, 'language' | 'settings' | 'zone'>,
): Endpoint {
  return { id: 'preview', lane: 'preview', contact: 'preview', channel, ...more }
}

/** What cannot be read, with its exact place; where all can be read, what went wrong when the messages were made. */
function faultsIn(
  template: MessageTemplate,
  previews: readonly { readonly said: { readonly fault?: { readonly reason: string } } }[],
): readonly PlacedFault[] {
  const unreadable = PARTS.flatMap((part) => unreadableIn(part, template[part]) ?? [])
  if (unreadable.length > 0) return unreadable
  const reasons = new Set(previews.flatMap(({ said }) => said.fault?.reason ?? []))
  return [...reasons].flatMap((reason) => placed(reason, template) ?? [])
}

const PARTS: readonly TemplatePart[] = ['title', 'text', 'raw']

function unreadableIn(part: TemplatePart, text: string | undefined): PlacedFault | undefined {
  if (text === undefined) return undefined
  try {
    compile(text, { functions: 'message' })
    return undefined
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const reason = error.message.replace(/^template: template:\d+: /, '')
    if (error.at === undefined) return { part, text: reason }
    const before = text.slice(0, error.at).split('\n')
    return { part, text: reason, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  }
}

const WHERE = /^template: preview\.(title|text|raw):(\d+)(?::(\d+))?: (.*)$/s
const WHICH = /^Its (title|text|raw) /

/** A reason that is the template's own, at its place; undefined for one that only a single platform has. */
function placed(reason: string, template: MessageTemplate): PlacedFault | undefined {
  const [, at, line, column, text] = WHERE.exec(reason) ?? []
  const part = PARTS.find((one) => one === (at ?? WHICH.exec(reason)?.[1]))
  if (part === undefined) return undefined
  if (line === undefined || text === undefined) return { part, text: reason }
  const inLine = template[part]?.split('\n')[Number(line) - 1] ?? ''
  // The engine says after how many bytes, as Go does.
  const before = Buffer.from(inLine)
    .subarray(0, Number(column ?? 0))
    .toString()
  return {
    ...{ part, line: Number(line), column: before.length + 1 },
    text: text.slice(0, MESSAGE_LIMITS.faultBytesMax),
  }
}
