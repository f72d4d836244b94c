import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { LaneState } from '../../model/lane.ts'

/** So many messages in any `windowMs`. */
export type Window = { readonly messagesMax: number; readonly windowMs: number }

/** What one robot may be sent. */
export type Limits = Window & { readonly burst?: Window; readonly penaltyMs: number }

type Sent = LaneState['sent']

/** Messages that the platform may still count: a second counts until its last instant has left the window. */
export function usedIn(sent: Sent, window: Window, now: number): number {
  const from = now - window.windowMs - DELIVERY_LIMITS.windowSlackMs
  return sent.reduce((sum, [second, count]) => ((second + 1) * 1000 > from ? sum + count : sum), 0)
}

/** How many messages may be sent right now, by every window. */
export function leftNow(sent: Sent, limits: Limits, now: number): number {
  return Math.min(
    ...windowsOf(limits).map((window) => window.messagesMax - usedIn(sent, window, now)),
  )
}

/** When there is room for a message in every window; `now` where there is. */
export function freeAt(sent: Sent, limits: Limits, now: number): number {
  return Math.max(...windowsOf(limits).map((window) => freeInAt(sent, window, now)))
}

/** The window's oldest messages leave it one second after the other, until enough have left. */
function freeInAt(sent: Sent, window: Window, now: number): number {
  let over = usedIn(sent, window, now) - window.messagesMax + 1
  if (over <= 0) return now
  for (const [second, count] of sent) {
    const leavesAt = (second + 1) * 1000 + window.windowMs + DELIVERY_LIMITS.windowSlackMs
    if (leavesAt <= now) continue
    over -= count
    if (over <= 0) return leavesAt
  }
  return now + window.windowMs
}

/** `sent` with one message more, without what no window counts any longer. */
export function countMessage(sent: Sent, limits: Limits, now: number): Sent {
  const second = Math.floor(now / 1000)
  const longestMs = Math.max(...windowsOf(limits).map(({ windowMs }) => windowMs))
  const from = now - longestMs - 2 * DELIVERY_LIMITS.windowSlackMs
  const recent = sent.filter(([at]) => (at + 1) * 1000 > from)
  const last = recent.at(-1)
  if (last?.[0] === second) return [...recent.slice(0, -1), [second, last[1] + 1]]
  return [...recent, [second, 1]]
}

function windowsOf(limits: Limits): readonly Window[] {
  return limits.burst ? [limits, limits.burst] : [limits]
}
