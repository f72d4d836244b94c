import type { Store } from '../../contract/store.ts'
import type { Endpoint } from '../../model/configuration.ts'
import { robotOf } from '../../model/directory.ts'
import type { LaneState } from '../../model/lane.ts'
import type { RefuseReason, RetryReason } from '../../model/receipt.ts'
import { inLanguage, type LocalText } from '../../model/text.ts'
import { quotaOf } from './quota.ts'
import { isScarce, type QuotaUse, type Robot, standingOf } from './robot.ts'
import { type Route, routeDigest } from './route.ts'
import { minuteOf } from './trouble.ts'
import { usedIn, type Window } from './window.ts'

/** How an endpoint is, for people. */
export type EndpointOverview = {
  readonly endpoint: Endpoint
  readonly health: 'ok' | 'warning' | 'failing' | 'broken'
  readonly since?: number
  /** What is wrong, since when, and what to do. */
  readonly text?: LocalText
  readonly remedy?: LocalText
  readonly blockedUntil?: number
  /** Messages that the platform counts now, and how many it allows. */
  readonly used: number
  readonly limit: Window
  readonly quota?: QuotaUse
  /** Of its lane, which several endpoints may share. */
  readonly owed: number
  readonly dead: number
  readonly lastSentAt?: number
}

/** How the endpoints are, in their order. */
export async function overviewOf(
  routes: readonly Route[],
  store: Pick<Store, 'lane' | 'laneCounts' | 'quotaUsed'>,
  now: number,
): Promise<readonly EndpointOverview[]> {
  return Promise.all(
    routes.map(async (route) => {
      const { endpoint, channel } = route
      const [state, counts, quota] = await Promise.all([
        store.lane(robotOf(endpoint)),
        store.laneCounts(endpoint.lane),
        quotaOf(route, store, now),
      ])
      const limits = channel.limits(endpoint.settings)
      const settings = routeDigest(route)
      const robot: Robot = {
        endpointId: endpoint.id,
        state,
        limits,
        settings,
        ...(quota && { quota }),
      }
      const isBlocked = state.blockedUntil !== undefined && state.blockedUntil > now
      return {
        endpoint,
        ...healthOf(robot, now),
        ...(isBlocked ? { blockedUntil: state.blockedUntil } : {}),
        used: usedIn(state.sent, limits, now),
        limit: { messagesMax: limits.messagesMax, windowMs: limits.windowMs },
        ...(quota && { quota }),
        ...counts,
        lastSentAt: state.lastSentAt,
      }
    }),
  )
}

type Health = Pick<EndpointOverview, 'health' | 'since' | 'text' | 'remedy'>

function healthOf(robot: Robot, now: number): Health {
  const { state, settings, quota } = robot
  const standing = standingOf(robot, now)
  const breaker =
    standing.kind === 'shut'
      ? standing.breaker
      : state.breakers?.find((one) => one.settings === settings)
  if (breaker) {
    const since = breaker.openedAt > 0 ? breaker.openedAt : undefined
    const { reason, remedy } = breaker
    return { health: 'broken', since, remedy, text: lineOf({ reason, since, remedy }) }
  }
  if (state.health === 'failing') return failing(state)
  if (isScarce(robot) && quota) return { health: 'warning', text: scarce(quota) }
  // Broken with settings that it no longer has: these have not been refused.
  return { health: 'ok', since: state.health === 'ok' ? state.healthSince : undefined }
}

function failing({ healthSince, healthReason, remedy }: LaneState): Health {
  const text = lineOf({ reason: healthReason ?? 'unknown', since: healthSince, remedy })
  return { health: 'failing', since: healthSince, remedy, text }
}

type Reason = RefuseReason | RetryReason

/** `unknown robot since 2026-03-05T02:15Z: create a new robot …` */
function lineOf(facts: {
  readonly reason: Reason
  readonly since: number | undefined
  readonly remedy: LocalText | undefined
}): LocalText {
  const { reason, since, remedy = '' } = facts
  const at = since === undefined ? undefined : minuteOf(since)
  return {
    en: `${REASONS[reason].en}${at ? ` since ${at}` : ''}: ${inLanguage(remedy, 'en')}`,
    zh: `${at ? `自 ${at} 起` : ''}${REASONS[reason].zh}：${inLanguage(remedy, 'zh')}`,
  }
}

function scarce({ used, messagesMax, month }: QuotaUse): LocalText {
  return {
    en: `${used} of ${messagesMax} messages of ${month} are used: all but the critical is merged, every 5 minutes, until the month ends. Buy more on the platform, or tell less.`,
    zh: `${month} 已用 ${used}/${messagesMax} 条配额：月底前除严重告警外每 5 分钟合并发送。请在平台扩容，或减少通知。`,
  }
}

const REASONS: Readonly<Record<Reason, { readonly en: string; readonly zh: string }>> = {
  token: { en: 'Robot or token gone', zh: '机器人或令牌失效' },
  disabled: { en: 'Robot stopped or removed', zh: '机器人已停用或移除' },
  keyword: { en: 'Keyword missing', zh: '缺少关键词' },
  signature: { en: 'Signature refused', zh: '签名被拒绝' },
  address: { en: 'Our IP address refused', zh: 'IP 地址被拒绝' },
  quota: { en: 'Quota used up', zh: '配额用尽' },
  'too-large': { en: 'A message was too large', zh: '消息过大' },
  content: { en: 'A message did not pass the content check', zh: '消息未通过内容安全检查' },
  forbidden: { en: 'Address not allowed', zh: '地址不被允许' },
  removed: { en: 'Endpoint removed', zh: '接收地址已移除' },
  malformed: { en: 'A message was refused as malformed', zh: '消息格式被拒绝' },
  unknown: { en: 'A message was refused', zh: '消息被拒绝' },
  'rate-limited': { en: 'Rate limit', zh: '触发限流' },
  blocked: { en: 'Blocked by a firewall', zh: '被防火墙拦截' },
  busy: { en: 'Platform busy', zh: '平台繁忙' },
  unreachable: { en: 'No connection', zh: '无法连接' },
  'unknown-outcome': { en: 'No proper answer', zh: '未收到有效应答' },
  'clock-skew': { en: 'Clock differs', zh: '时钟偏差' },
}
