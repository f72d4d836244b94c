/** Which system events are noise by nature, and to which preset they belong. */
import type { EventKind } from '../../model/event.ts'
import type { Preset } from '../../model/preset.ts'
import type { Severity } from '../../model/severity.ts'
import { type JsonRecord, textAt } from '../../reading/json.ts'

/** The presets, with what is done where nothing else is said. */
export const PRESETS: readonly Preset[] = [
  {
    name: 'state-changes',
    title: {
      en: 'an instance, disk or image changed its state',
      zh: '实例、磁盘、镜像状态改变',
    },
    // A stopped instance is how people try out the way to their chat, and may be the only word of an outage.
    standard: 'tell',
  },
  {
    name: 'snapshots',
    title: {
      en: 'a snapshot was begun, completed or deleted',
      zh: '快照开始创建、创建完成、被删除',
    },
    standard: 'digest',
  },
  {
    name: 'cloud-assistant',
    title: {
      en: 'Cloud Assistant ran a task, or was first heard of',
      zh: '云助手任务状态、首次心跳',
    },
    standard: 'digest',
  },
  {
    name: 'network-interfaces',
    title: {
      en: 'a network interface changed its state or its addresses',
      zh: '网卡状态变化、操作完成、私网地址变更',
    },
    standard: 'digest',
  },
]

/** By how the names begin or end: new ones appear without notice. */
const NAMES: readonly { readonly name: RegExp; readonly preset: string }[] = [
  { name: /^(?:Instance|Disk|Image):StateChange$/i, preset: 'state-changes' },
  { name: /^Snapshot:/i, preset: 'snapshots' },
  { name: /^CloudAssistant:/i, preset: 'cloud-assistant' },
  { name: /^NetworkInterface:/i, preset: 'network-interfaces' },
]

/** The preset of an event; undefined for what somebody may have to look at: what is worse than `info`, goes on, or has failed. */
export function presetOf(event: {
  readonly product: string
  readonly name: string
  readonly kind: EventKind
  readonly severity: Severity
  readonly content: JsonRecord
}): string | undefined {
  const { product, name, kind, severity, content } = event
  if (product !== 'ECS' || kind !== 'notice' || severity !== 'info') return undefined
  const preset = NAMES.find((one) => one.name.test(name))?.preset
  return preset !== undefined && wentWell(content) ? preset : undefined
}

/** A result in another word than these is looked at. */
function wentWell(content: JsonRecord): boolean {
  const results = ['result', 'status', 'invocationStatus'].map((key) => textAt(content, key))
  const isGood = results.every((result) => result === undefined || GOOD.test(result))
  const exitCode = textAt(content, 'exitCode')
  return isGood && (exitCode === undefined || exitCode === '0')
}

const GOOD =
  /^(?:accomplished|success|succeeded|finished|completed|started|running|pending|scheduled|normal)$/i
