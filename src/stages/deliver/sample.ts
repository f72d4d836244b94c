import type {
  Notification,
  NotificationEntry,
  NotificationKind,
  ToldState,
} from '../../model/notification.ts'

/** What can be shown before it happens: the kinds of notifications, several alerts, and a test. */
export const PREVIEW_KINDS = [
  'alert',
  'group',
  'update',
  'repeat',
  'resolved',
  'notice',
  'digest',
  'escalation',
  'reminder',
  'undelivered',
  'test',
] as const

export type PreviewKind = (typeof PREVIEW_KINDS)[number]

const MINUTE_MS = 60_000

/** Alerts as a cloud sends them, so that every part of a message has something to show. */
export function sampleEntries(kind: PreviewKind, now: number): readonly NotificationEntry[] {
  const state = STATES[kind] ?? 'firing'
  const first = entryOf({ name: 'web-prod-01', number: 1, state, now })
  if (kind !== 'group' && kind !== 'digest') return [first]
  return [
    first,
    { ...entryOf({ name: 'web-prod-02', number: 2, state: 'firing', now }), severity: 'warning' },
    entryOf({ name: 'db-prod-01', number: 3, state: 'resolved', now }),
  ]
}

const STATES: Partial<Record<PreviewKind, ToldState>> = {
  resolved: 'resolved',
  notice: 'notice',
  reminder: 'acknowledged',
}

/** The notification in which `entries` are told. */
export function sampleNotification(
  kind: Exclude<PreviewKind, 'test'>,
  entries: readonly NotificationEntry[],
  now: number,
): Notification {
  const about: NotificationKind = kind === 'group' ? 'alert' : kind
  const trouble = {
    en: '"another chat" could not be told: the token does not exist. Create a new robot, and paste its URL.',
    zh: '未能通知“另一个群”：token 不存在。请新建机器人并填入其地址。',
  }
  return {
    id: 'preview',
    endpointId: 'preview',
    lane: 'preview',
    kind: about,
    severity: entries[0]?.severity ?? 'info',
    state: 'leased',
    createdAt: now,
    dueAt: now,
    attemptCount: 1,
    policy: 'example-policy',
    entries,
    mentions: [],
    ...(kind === 'undelivered' ? { trouble } : {}),
    ...(kind === 'reminder' ? { trouble: REMINDER } : {}),
  }
}

const REMINDER = {
  en: 'Wang has acknowledged this. Still on it? Acknowledge it again; otherwise the escalation begins anew in 5 min.',
  zh: 'Wang 已确认此告警。仍在处理吗？请再次确认；否则 5 分钟后将重新开始升级。',
}

function entryOf(facts: {
  name: string
  number: number
  state: ToldState
  now: number
}): NotificationEntry {
  const { name, number, state, now } = facts
  const id = `i-bp1example000${number}`
  const phase =
    state === 'resolved' ? { en: 'recovered', zh: '已恢复' } : { en: 'alert', zh: '报警' }
  return {
    subjectId: `alert-${number}`,
    eventId: `event-${number}`,
    state,
    severity: 'critical',
    name: 'ECS CPU',
    title: {
      en: `ECS CPU high · ${name} · ${phase.en}`,
      zh: `ECS CPU 使用率过高 · ${name} · ${phase.zh}`,
    },
    status: state === 'resolved' ? 'OK' : 'ALERT',
    statusText: phase,
    labels: {
      source: 'aliyun',
      product: 'ECS',
      name: 'ECS CPU',
      severity: 'critical',
      region: 'cn-hangzhou',
      resource: id,
      instance: name,
    },
    fields: [
      { label: { en: 'Instance', zh: '实例' }, value: `${name} (${id})` },
      { label: { en: 'Value', zh: '当前值' }, value: state === 'resolved' ? '41%' : '97.39%' },
      { label: { en: 'Condition', zh: '触发条件' }, value: '$Average>=95' },
      { label: { en: 'Region', zh: '地域' }, value: 'cn-hangzhou' },
    ],
    links: [
      {
        text: { en: 'Alibaba Cloud console', zh: '阿里云控制台' },
        url: `https://ecs.console.aliyun.com/server/${id}/detail?regionId=cn-hangzhou`,
      },
    ],
    at: state === 'resolved' ? now - number * MINUTE_MS : now - 12 * MINUTE_MS,
    since: now - (12 + number) * MINUTE_MS,
  }
}
