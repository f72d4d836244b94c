import type { Event, EventField } from '../../model/event.ts'
import { howLong } from '../../model/how-long.ts'
import type { LocalText } from '../../model/text.ts'
import {
  type Heartbeat,
  type HeartbeatRules,
  QUIET_KEY,
  type WatchedSource,
} from '../../model/watch.ts'
import type { HeartbeatNews, QuietNews } from './decide.ts'

type HeartbeatNote = {
  readonly news: HeartbeatNews
  /** As it was before. */
  readonly heartbeat: Heartbeat
  readonly rules: HeartbeatRules | undefined
  readonly now: number
  readonly id: string
}

/** The key of a monitor's alert. */
function monitorKey(monitor: string): string {
  return monitor === '' ? 'heartbeat' : `heartbeat:${monitor}`
}

/** What the hub notes about a monitor. */
export function heartbeatEvent({ news, heartbeat, rules, now, id }: HeartbeatNote): Event {
  const { source, monitor } = heartbeat
  const name = monitor === '' ? source : monitor
  const severity = rules?.severity ?? 'error'
  const kind = news === 'silent' || news === 'failed' ? 'firing' : 'resolved'
  return {
    id,
    source,
    kind,
    dedupKey: monitorKey(monitor),
    deliveryKey: `heartbeat|${id}`,
    name: 'Heartbeat',
    title: HEARTBEAT_TITLES[news](name),
    severity,
    status: news,
    statusText: STATUS[news],
    receivedAt: now,
    ...(news === 'failed' && heartbeat.failedAt !== undefined
      ? { sourceAt: heartbeat.failedAt }
      : {}),
    labels: { name: 'Heartbeat', monitor: name, status: news, source, severity, kind },
    fields: fieldsOf({ news, heartbeat, rules, now }),
    links: [],
    notedBy: 'hub',
  }
}

const HEARTBEAT_TITLES: Readonly<Record<HeartbeatNews, (name: string) => LocalText>> = {
  silent: (name) => ({ en: `No ping from ${name}`, zh: `${name} 心跳中断` }),
  failed: (name) => ({ en: `${name} reports a failure`, zh: `${name} 上报失败` }),
  pinged: (name) => ({ en: `${name} pings again`, zh: `${name} 心跳恢复` }),
  unwatched: (name) => ({ en: `${name} is no longer watched`, zh: `${name} 已不再监测` }),
}

const STATUS: Readonly<Record<HeartbeatNews, LocalText>> = {
  silent: { en: 'silent', zh: '无心跳' },
  failed: { en: 'failed', zh: '失败' },
  pinged: { en: 'pings', zh: '正常' },
  unwatched: { en: 'not watched', zh: '不再监测' },
}

function fieldsOf({
  news,
  heartbeat,
  rules,
  now,
}: Omit<HeartbeatNote, 'id'>): readonly EventField[] {
  const { pingedAt, failedText, armedAt } = heartbeat
  const fields: EventField[] = []
  if (news === 'failed' && failedText !== undefined)
    fields.push({ label: { en: 'It said', zh: '上报内容' }, value: failedText })
  if (news === 'silent') {
    const since = now - (pingedAt ?? armedAt)
    const words = { en: howLong(since, 'en'), zh: howLong(since, 'zh') }
    fields.push({
      label: pingedAt === undefined ? NEVER : { en: 'Last ping', zh: '最近一次心跳' },
      value:
        pingedAt === undefined
          ? { en: `watched for ${words.en}`, zh: `已监测 ${words.zh}` }
          : { en: `${words.en} ago`, zh: `${words.zh}前` },
    })
  }
  if (rules && news === 'silent')
    fields.push({
      label: { en: 'Expected', zh: '预期' },
      value: {
        en: `every ${howLong(rules.intervalMs, 'en')}, at most ${howLong(rules.graceMs, 'en')} late`,
        zh: `每 ${howLong(rules.intervalMs, 'zh')}一次，最多迟到 ${howLong(rules.graceMs, 'zh')}`,
      },
    })
  return fields
}

const NEVER: LocalText = { en: 'Never pinged', zh: '从未收到心跳' }

type QuietNote = {
  readonly news: QuietNews
  /** As it was before. */
  readonly watched: WatchedSource
  readonly allowedMs: number
  readonly now: number
  readonly id: string
}

/** What the hub notes about a source's silence. */
export function quietEvent({ news, watched, allowedMs, now, id }: QuietNote): Event {
  const { source, heardAt = now } = watched
  const kind = news === 'quiet' ? 'firing' : 'resolved'
  return {
    id,
    source,
    kind,
    dedupKey: QUIET_KEY,
    deliveryKey: `quiet|${id}`,
    name: 'SourceQuiet',
    title: QUIET_TITLES[news](source),
    severity: 'warning',
    status: news,
    receivedAt: now,
    labels: { name: 'SourceQuiet', status: news, source, severity: 'warning', kind },
    fields: news === 'quiet' ? quietFields(now - heardAt, allowedMs) : [],
    links: [],
    notedBy: 'hub',
  }
}

const QUIET_TITLES: Readonly<Record<QuietNews, (source: string) => LocalText>> = {
  quiet: (source) => ({
    en: `The source ${source} has gone quiet`,
    zh: `来源 ${source} 已无消息`,
  }),
  speaks: (source) => ({ en: `The source ${source} speaks again`, zh: `来源 ${source} 恢复消息` }),
  unwatched: (source) => ({
    en: `The source ${source} is no longer watched for silence`,
    zh: `来源 ${source} 不再监测静默`,
  }),
}

function quietFields(silentMs: number, allowedMs: number): readonly EventField[] {
  return [
    {
      label: { en: 'Last request', zh: '最近一次请求' },
      value: {
        en: `${howLong(silentMs, 'en')} ago`,
        zh: `${howLong(silentMs, 'zh')}前`,
      },
    },
    {
      label: { en: 'Expected', zh: '预期' },
      value: {
        en: `something at least every ${howLong(allowedMs, 'en')}`,
        zh: `至少每 ${howLong(allowedMs, 'zh')}有消息`,
      },
    },
    {
      label: { en: 'What to do', zh: '处理办法' },
      value: {
        en: 'See whether the sender runs and still has the address and the key of this source; what it sent last is in the log of the source.',
        zh: '请检查发送方是否运行、地址与密钥是否仍然有效；最近的请求见该来源的请求日志。',
      },
    },
  ]
}
