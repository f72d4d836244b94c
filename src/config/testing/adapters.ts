// In: nothing. Out: small adapters and readers of files for tests of the configuration.
// Must hold: they have the settings that the real ones have, and no behaviour beyond what tests look at.
import { createHash } from 'node:crypto'
import type { ChannelType } from '../../contract/channel.ts'
import { type Field, listOf, revealOf } from '../../contract/fields.ts'
import type { SourceType } from '../../contract/source.ts'
import type { Adapters } from '../definition.ts'
import { type Loading, load } from '../load.ts'
import type { FileReading, ReadFile } from '../read-file.ts'
import type { Environment } from '../substitute.ts'

type FieldParts = Partial<Field> & { readonly name: string; readonly kind: Field['kind'] }

function field(parts: FieldParts): Field {
  return { label: parts.name, hint: `The ${parts.name}.`, required: false, secret: false, ...parts }
}

const cloudmonitor: SourceType = {
  repeatsRarely: true,
  type: 'cloudmonitor',
  title: { en: 'CloudMonitor', zh: '云监控' },
  methods: ['POST', 'GET'],
  fields: [
    field({ name: 'window', kind: 'duration' }),
    field({ name: 'token', kind: 'text', secret: true }),
    field({ name: 'site', kind: 'url' }),
  ],
  presets: [
    { name: 'snapshots', title: 'snapshots', standard: 'tell' },
    { name: 'state-changes', title: 'state changes', standard: 'tell' },
  ],
  read: () => ({ kind: 'events', events: [] }),
}

const webhook: SourceType = { ...cloudmonitor, type: 'webhook', title: 'Webhook', fields: [] }

const generic: SourceType = {
  ...cloudmonitor,
  type: 'generic',
  title: 'Generic',
  fields: [
    field({ name: 'each', kind: 'path' }),
    field({ name: 'title', kind: 'extract' }),
    field({ name: 'severities', kind: 'map', of: 'choice', choices: ['critical', 'warning'] }),
    field({ name: 'labels', kind: 'map', of: 'extract' }),
    field({ name: 'resolved', kind: 'condition', names: 'entry and body' }),
  ],
}

const dingtalk: ChannelType = {
  type: 'dingtalk',
  title: { en: 'DingTalk', zh: '钉钉' },
  fields: [
    field({ name: 'url', kind: 'url', required: true, secret: true }),
    field({ name: 'secret', kind: 'text', secret: true }),
    field({ name: 'keywords', kind: 'list' }),
    field({ name: 'mentionAll', kind: 'boolean' }),
    field({ name: 'userIds', kind: 'list' }),
    field({ name: 'perMinute', kind: 'number', least: 1, most: 6000 }),
    field({ name: 'format', kind: 'choice', choices: ['auto', 'markdown', 'actionCard', 'text'] }),
  ],
  room: () => ({ entriesMax: 100, bytesMax: 10_000 }),
  hasPlainForm: false,
  limits: () => ({ messagesMax: 20, windowMs: 60_000, penaltyMs: 600_000 }),
  address: (settings) => {
    const url = revealOf(settings, 'url') ?? ''
    return `dingtalk/${createHash('sha256').update(url).digest('hex').slice(0, 16)}`
  },
  // Quotes the secret on purpose: what an adapter says by mistake must not get out.
  check: (settings) => {
    const faults: string[] = []
    const secret = revealOf(settings, 'secret')
    if (secret !== undefined && !secret.startsWith('SEC'))
      faults.push(`"secret" begins with SEC, found ${secret}. Copy it again.`)
    if (listOf(settings, 'keywords').length > 10) faults.push('"keywords" takes at most 10.')
    return faults
  },
  render: () => ({ body: '', cut: false }),
  send: async () => ({ kind: 'sent' }),
}

export const ADAPTERS: Adapters = {
  sources: [cloudmonitor, webhook, generic],
  channels: [dingtalk],
}

/** Files by their path; what is not listed is absent. */
export function filesReader(
  files: Readonly<Record<string, string | Uint8Array | FileReading>>,
): ReadFile {
  return async (path, { bytesMax }) => {
    const content = Object.hasOwn(files, path) ? files[path] : undefined
    if (content === undefined) return { kind: 'absent' }
    if (typeof content !== 'string' && !(content instanceof Uint8Array)) return content
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
    return bytes.length > bytesMax ? { kind: 'tooLarge' } : { kind: 'read', bytes }
  }
}

export const PATH = '/etc/tocsin/tocsin.yaml'

type TextOptions = {
  readonly environment?: Environment
  readonly files?: Readonly<Record<string, string | Uint8Array | FileReading>>
}

/** Loads a configuration that is given as text. */
export function loadText(text: string | Uint8Array, options: TextOptions = {}): Promise<Loading> {
  return load({
    path: PATH,
    environment: options.environment ?? {},
    readFile: filesReader({ ...options.files, [PATH]: text }),
    adapters: ADAPTERS,
  })
}
