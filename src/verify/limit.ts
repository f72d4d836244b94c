import { DELIVERY_LIMITS } from '../base/limits.ts'
import type { RateWindow } from '../contract/channel.ts'
import type { LaneState } from '../model/lane.ts'

/** Whether a robot may be sent one message more now, or from when on. */
export type Room = { readonly kind: 'free' } | { readonly kind: 'full'; readonly until: number }

/** Looks at what was sent to a robot: a check must not be the message that breaks its limit. */
export function roomFor(
  state: LaneState,
  { limits, now }: { limits: RateWindow; now: number },
): Room {
  if (state.blockedUntil !== undefined && state.blockedUntil > now)
    return { kind: 'full', until: state.blockedUntil }
  const windowMs = limits.windowMs + DELIVERY_LIMITS.windowSlackMs
  const inWindow = state.sent.filter(([second]) => (second + 1) * 1000 > now - windowMs)
  const used = inWindow.reduce((sum, [, count]) => sum + count, 0)
  // The last message of a window is left to what has to be told.
  if (used < Math.max(1, limits.messagesMax - 1)) return { kind: 'free' }
  const oldest = inWindow[0]?.[0] ?? 0
  return { kind: 'full', until: (oldest + 1) * 1000 + windowMs }
}
