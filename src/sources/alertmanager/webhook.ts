/** What Alertmanager posts to the webhook of a receiver, version 4. */
import type { ParsedEvent } from '../../model/event.ts'
import { boundedFields } from '../../reading/bounds.ts'
import { isRecord, type JsonRecord, ownValue, textAt } from '../../reading/json.ts'
import { digestOf, field } from '../../reading/parts.ts'
import { alertEvent, unreadAlert } from './alert-event.ts'
import { instantIn, type PostedAlert, textsIn } from './posted.ts'

type Received = { readonly receivedAt: number }

/** An event for each alert; undefined where it is no webhook. Those that it left out for their number are told of. */
export function webhookEvents(
  webhook: JsonRecord,
  { receivedAt }: Received,
): readonly ParsedEvent[] | undefined {
  const alerts = ownValue(webhook, 'alerts')
  if (!Array.isArray(alerts)) return undefined
  const senderUrl = textAt(webhook, 'externalURL')
  const events = alerts.map((entry) => {
    const raw = JSON.stringify(entry) ?? 'null'
    const alert = isRecord(entry) ? alertOf(entry, { raw, receivedAt }) : undefined
    if (alert === undefined) return unreadAlert('The alert has no labels that can be read.', raw)
    return alertEvent({ ...alert, ...(senderUrl === undefined ? {} : { senderUrl }) }, receivedAt)
  })
  return [...events, ...leftOut(webhook)]
}

/** Its status says whether it is over; the end of what fires means nothing here. */
function alertOf(
  entry: JsonRecord,
  { raw, receivedAt }: Received & { readonly raw: string },
): PostedAlert | undefined {
  const labels = textsIn(ownValue(entry, 'labels'))
  if (labels === undefined || Object.keys(labels).length === 0) return undefined
  const startsAt = known(instantIn(entry, 'startsAt'))
  const isOver = textAt(entry, 'status')?.toLowerCase() === 'resolved'
  // By its clock the end may lie a moment ahead of ours: it is over all the same.
  const endsAt = isOver
    ? Math.min(known(instantIn(entry, 'endsAt')) ?? receivedAt, receivedAt)
    : undefined
  const generatorUrl = textAt(entry, 'generatorURL')
  return {
    labels,
    annotations: textsIn(ownValue(entry, 'annotations') ?? {}) ?? {},
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(generatorUrl === undefined ? {} : { generatorUrl }),
    raw,
  }
}

function known(instant: ReturnType<typeof instantIn>): number | undefined {
  return instant === 'wrong' ? undefined : instant
}

/** With `max_alerts` a receiver cuts its list: nobody would hear of the rest. */
function leftOut(webhook: JsonRecord): readonly ParsedEvent[] {
  const count = Number(ownValue(webhook, 'truncatedAlerts') ?? 0)
  if (!Number.isSafeInteger(count) || count <= 0) return []
  const group = textAt(webhook, 'groupKey') ?? ''
  const key = digestOf(JSON.stringify([group, count]))
  return [
    {
      kind: 'notice',
      dedupKey: key,
      deliveryKey: key,
      name: 'TruncatedAlerts',
      title: {
        en: `Alertmanager left out ${count} alerts of a group`,
        zh: `Alertmanager 在一个分组中省略了 ${count} 条告警`,
      },
      severity: 'warning',
      labels: { name: 'TruncatedAlerts' },
      fields: boundedFields([
        ...field('Group', '分组', group === '' ? undefined : group),
        ...field('Remedy', '处理方法', {
          en: 'Set max_alerts of the webhook to 0 in the configuration of Alertmanager.',
          zh: '请在 Alertmanager 配置中将该 webhook 的 max_alerts 设为 0。',
        }),
      ]),
      links: [],
      raw: JSON.stringify({ groupKey: group, truncatedAlerts: count }).toWellFormed(),
    },
  ]
}
