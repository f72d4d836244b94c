/** An event's `content` as lines for people: known keys in words, others as they are. */
import { CLOUDMONITOR_LIMITS } from '../../base/limits.ts'
import { formatTime, parseIsoTime } from '../../base/time.ts'
import type { EventField } from '../../model/event.ts'
import type { LocalText } from '../../model/text.ts'
import { cutToBytes } from '../../reading/bounds.ts'
import { isRecord, type JsonRecord, plainText, recordOf } from '../../reading/json.ts'

const WORDS: ReadonlyMap<string, LocalText> = new Map(
  Object.entries({
    eventId: { en: 'Event ID', zh: '事件 ID' },
    eventType: { en: 'Event code', zh: '事件代码' },
    publishTime: { en: 'Published', zh: '发布时间' },
    notBefore: { en: 'Not before', zh: '计划执行时间' },
    executeStartTime: { en: 'Execution started', zh: '开始执行时间' },
    executeFinishTime: { en: 'Execution finished', zh: '结束执行时间' },
    instanceId: { en: 'Instance', zh: '实例' },
    instanceName: { en: 'Instance name', zh: '实例名称' },
    ecsInstanceId: { en: 'ECS instance', zh: 'ECS 实例' },
    ecsInstanceName: { en: 'ECS instance name', zh: 'ECS 实例名称' },
    instanceType: { en: 'Instance type', zh: '实例规格' },
    instanceComment: { en: 'Instance description', zh: '实例描述' },
    resourceType: { en: 'Resource type', zh: '资源类型' },
    state: { en: 'State', zh: '状态' },
    oldState: { en: 'Old state', zh: '变更前状态' },
    newState: { en: 'New state', zh: '变更后状态' },
    status: { en: 'Result', zh: '结果' },
    action: { en: 'Action', zh: '操作' },
    operation: { en: 'Operation', zh: '操作' },
    operator: { en: 'Operator', zh: '操作者' },
    result: { en: 'Result', zh: '结果' },
    reason: { en: 'Reason', zh: '原因' },
    reasonCode: { en: 'Reason code', zh: '原因代码' },
    impact: { en: 'Impact', zh: '影响' },
    creditSpecification: { en: 'Performance mode', zh: '性能模式' },
    intervalStart: { en: 'Interval start', zh: '区间开始' },
    intervalEnd: { en: 'Interval end', zh: '区间结束' },
    diskId: { en: 'Disk', zh: '磁盘' },
    device: { en: 'Device', zh: '设备' },
    snapshotId: { en: 'Snapshot', zh: '快照' },
    snapshotName: { en: 'Snapshot name', zh: '快照名称' },
    snapshotType: { en: 'Snapshot type', zh: '快照类型' },
    startTime: { en: 'Started', zh: '开始时间' },
    endTime: { en: 'Ended', zh: '结束时间' },
    finishTime: { en: 'Finished', zh: '完成时间' },
    sourceDedicatedHostId: { en: 'From dedicated host', zh: '源专有宿主机' },
    destinationDedicatedHostId: { en: 'To dedicated host', zh: '目标专有宿主机' },
    publicIpAddress: { en: 'Public IP', zh: '公网 IP' },
    privateIpAddress: { en: 'Private IP', zh: '私网 IP' },
    secondaryPrivateIps: { en: 'Secondary private IPs', zh: '辅助私网 IP' },
    vswitchId: { en: 'vSwitch', zh: '交换机' },
    vpcId: { en: 'VPC', zh: '专有网络' },
    ipGroup: { en: 'IP addresses', zh: 'IP 地址' },
    tianjimonVersion: { en: 'Agent version', zh: '插件版本' },
    certificateId: { en: 'Certificate', zh: '证书' },
    bucket: { en: 'Bucket', zh: '存储空间' },
    invokeId: { en: 'Invocation', zh: '执行 ID' },
    commandId: { en: 'Command', zh: '命令 ID' },
    commandName: { en: 'Command name', zh: '命令名称' },
    invocationStatus: { en: 'Invocation status', zh: '执行状态' },
    exitCode: { en: 'Exit code', zh: '退出码' },
  }).map(([key, words]) => [key.toLowerCase(), words]),
)

const STATE_WORDS: ReadonlyMap<string, string> = new Map([
  ['created', '已创建'],
  ['pending', '创建中'],
  ['starting', '启动中'],
  ['running', '运行中'],
  ['stopping', '停止中'],
  ['stopped', '已停止'],
  ['deleted', '已释放'],
])

/** A resource's state in words: as sent in English, translated where the word is known. */
export function stateText(state: string): LocalText {
  const zh = STATE_WORDS.get(state.toLowerCase())
  return zh === undefined ? state : { en: state, zh }
}

/** What the fields need to know besides the content. */
export type ContentContext = {
  /** The zone that people read times in, in minutes east of UTC. */
  readonly offsetMinutes: number
  /** Texts that other fields show already: repeating them says nothing. */
  readonly shown: ReadonlySet<string>
}

/**
 * One field for each key that says something new; of `extra` the inner keys. What `extra` says in
 * both languages replaces what the first level says in one.
 */
export function contentFields(content: JsonRecord, context: ContentContext): EventField[] {
  const fields = new Map<string, EventField>()
  const extra = recordOf(Object.hasOwn(content, 'extra') ? content['extra'] : undefined) ?? {}
  for (const part of [content, extra]) {
    for (const [key, value] of Object.entries(part)) {
      if (fields.size >= CLOUDMONITOR_LIMITS.contentKeysMax) break
      const field = isShown(value, context) ? undefined : fieldOf(part, key, context)
      const name = key.replace(LANGUAGE_END, '').toLowerCase()
      const isBetter = field !== undefined && typeof field.value !== 'string'
      if (field === undefined || SHOWN_ELSEWHERE.has(name)) continue
      if (!fields.has(name) || isBetter) fields.set(name, field)
    }
  }
  return [...fields.values()]
}

/** Shown as what they are by other fields. */
const SHOWN_ELSEWHERE = new Set(['extra', 'timestamp', 'eventtime', 'eventstatus', 'regionid'])

function isShown(value: unknown, { shown }: ContentContext): boolean {
  const text = plainText(value)
  return text !== undefined && shown.has(text)
}

const LANGUAGE_END = /(?:En|Zh)$/

function fieldOf(part: JsonRecord, key: string, context: ContentContext): EventField | undefined {
  const stem = key.replace(LANGUAGE_END, '')
  const pair = stem === key ? undefined : bothLanguages(part, stem)
  const name = pair === undefined ? key : stem
  const value = pair ?? valueText(key, part[key], context)
  if (value === undefined) return undefined
  return { label: WORDS.get(name.toLowerCase()) ?? name, value }
}

function bothLanguages(part: JsonRecord, stem: string): LocalText | undefined {
  const en = Object.hasOwn(part, `${stem}En`) ? plainText(part[`${stem}En`]) : undefined
  const zh = Object.hasOwn(part, `${stem}Zh`) ? plainText(part[`${stem}Zh`]) : undefined
  if (en === undefined || zh === undefined) return undefined
  const bytesMax = CLOUDMONITOR_LIMITS.contentValueBytesMax
  return { en: cutToBytes(en, bytesMax), zh: cutToBytes(zh, bytesMax) }
}

function valueText(key: string, value: unknown, context: ContentContext): LocalText | undefined {
  const text = plainText(value)
  if (text !== undefined) {
    const time = parseIsoTime(text)
    if (time?.offsetMinutes !== undefined) return formatTime(time.at, context.offsetMinutes)
    if (/^(?:old|new)?state$/i.test(key)) return stateText(text)
    return cutToBytes(text, CLOUDMONITOR_LIMITS.contentValueBytesMax)
  }
  if (Array.isArray(value)) return listText(value)
  if (!isRecord(value) || Object.keys(value).length === 0) return undefined
  return cutToBytes(JSON.stringify(value), CLOUDMONITOR_LIMITS.contentValueBytesMax)
}

/** Plain entries with commas between; anything deeper as JSON. */
function listText(list: readonly unknown[]): string | undefined {
  if (list.length === 0) return undefined
  const texts = list.map(plainText)
  const isPlain = texts.every((text) => text !== undefined)
  const text = isPlain ? texts.join(', ') : JSON.stringify(list)
  return cutToBytes(text, CLOUDMONITOR_LIMITS.contentValueBytesMax)
}
