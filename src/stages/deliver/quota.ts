import type { Store } from '../../contract/store.ts'
import { monthOf } from '../../model/month.ts'
import type { QuotaUse } from './robot.ts'
import type { Route } from './route.ts'

/** How much of the organisation's quota is used this month; undefined where the endpoint has none. */
export async function quotaOf(
  { endpoint, channel }: Route,
  store: Pick<Store, 'quotaUsed'>,
  now: number,
): Promise<QuotaUse | undefined> {
  const quota = channel.quota?.(endpoint.settings)
  if (!quota) return undefined
  const { key, messagesMax, zoneMinutes, assumed } = quota
  const { name: month, endsAt } = monthOf(now, zoneMinutes)
  const used = await store.quotaUsed({ key, month })
  return { key, messagesMax, month, endsAt, used, ...(assumed && { assumed }) }
}
