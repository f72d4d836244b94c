/**
 * In: a notification of a Grafana webhook contact point, of today's alerting or of the one before it.
 * Out: one event for each alert in it, a notice for a test and for alerts that Grafana left out; or a sentence on why there is none.
 * Holds: pure; never throws for what was sent; one alert that cannot be read costs none of the others.
 */
import { INGEST_LIMITS } from '../../base/limits.ts'
import { textOf } from '../../contract/fields.ts'
import type {
  SourceContext,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../contract/source.ts'
import type { ParsedEvent } from '../../model/event.ts'
import { SEVERITIES, type Severity } from '../../model/severity.ts'
import { boundedFields, boundedTitle, keyOf } from '../../reading/bounds.ts'
import { decodeRequest } from '../../reading/decode.ts'
import { keysFound } from '../../reading/found.ts'
import { isRecord, type JsonRecord, ownValue, recordOf, textAt } from '../../reading/json.ts'
import { digestOf, field } from '../../reading/parts.ts'
import { webLink } from '../../reading/web-links.ts'
import { isLegacy, legacyEvent } from './legacy.ts'
import { isUnifiedAlert, unifiedEvent } from './unified.ts'

/** Grafana's own alerting, by a webhook contact point. */
export const grafana: SourceType = {
  type: 'grafana',
  title: { en: 'Grafana alerting', zh: 'Grafana 告警' },
  methods: ['POST'],
  fields: [
    {
      name: 'defaultSeverity',
      kind: 'choice',
      label: { en: 'Severity where no label says it', zh: '无级别标签时的级别' },
      hint: {
        en: 'Alerts without a label severity, priority or level get this severity. Default: warning.',
        zh: '没有 severity、priority 或 level 标签的告警使用该级别。默认：warning。',
      },
      required: false,
      secret: false,
      choices: SEVERITIES,
    },
  ],
  // An alert that goes on is told again after the repeat interval, by default four hours.
  repeatsRarely: true,
  read,
}

function read(request: SourceRequest, { settings }: SourceContext): SourceReading {
  const decoded = decodeRequest(request)
  if (decoded.kind === 'unreadable') return unparsable(decoded.found)
  const { value, text } = decoded
  if (!isRecord(value)) return unparsable('A list.')
  const severity =
    SEVERITIES.find((one) => one === textOf(settings, 'defaultSeverity')) ?? 'warning'
  if (isLegacy(value))
    return { kind: 'events', events: [legacyEvent(value, { severity, raw: text })] }
  const alerts = ownValue(value, 'alerts')
  if (!Array.isArray(alerts)) return unparsable(keysFound(value, 'no notification of Grafana'))
  return readAlerts(value, alerts, severity)
}

function readAlerts(
  notification: JsonRecord,
  alerts: readonly unknown[],
  severity: Severity,
): SourceReading {
  // One more is for the notice of what was left out.
  if (alerts.length >= INGEST_LIMITS.eventsPerRequestMax) {
    return unparsable(`A notification of ${alerts.length} alerts, more than one request may bring.`)
  }
  let readCount = 0
  const events = alerts.map((entry) => {
    const alert = recordOf(entry)
    const raw = JSON.stringify(entry).toWellFormed()
    if (alert === undefined || !isUnifiedAlert(alert)) return unreadAlert(raw)
    readCount++
    return unifiedEvent(notification, alert, { severity, raw })
  })
  if (alerts.length > 0 && readCount === 0) {
    return unparsable(`A notification of ${alerts.length} alerts, none of which can be read.`)
  }
  return { kind: 'events', events: [...events, ...leftOut(notification)] }
}

/** Tells people of alerts that the contact point's limit cut from the notification: nobody else would. */
function leftOut(notification: JsonRecord): ParsedEvent[] {
  const count = Number(textAt(notification, 'truncatedAlerts') ?? 0)
  if (!Number.isSafeInteger(count) || count <= 0) return []
  const group = textAt(notification, 'groupKey')
  const key = keyOf('truncated', group)
  return [
    {
      kind: 'notice',
      dedupKey: key,
      deliveryKey: keyOf('truncated', group, String(count)),
      name: 'TruncatedAlerts',
      title: boundedTitle({
        en: `Grafana left ${count} alerts out of a notification`,
        zh: `Grafana 在一次通知中省略了 ${count} 条告警`,
      }),
      severity: 'warning',
      labels: { product: 'Grafana', name: 'TruncatedAlerts' },
      fields: boundedFields([
        ...field('Contact point', '联络点', textAt(notification, 'receiver')),
        ...field('What to do', '处理办法', {
          en: 'Set "Max alerts" of the webhook contact point to 0, which is no limit.',
          zh: '将 Webhook 联络点的 "Max alerts" 设为 0（不限制）。',
        }),
      ]),
      links: webLink('Grafana', textAt(notification, 'externalURL')),
      raw: JSON.stringify({ groupKey: group, truncatedAlerts: count }).toWellFormed(),
    },
  ]
}

function unreadAlert(raw: string): ParsedEvent {
  const key = keyOf('unread', digestOf(raw))
  return {
    kind: 'notice',
    dedupKey: key,
    deliveryKey: key,
    name: 'UnreadAlert',
    title: {
      en: 'Grafana: an alert of a notification could not be read',
      zh: 'Grafana：通知中有一条告警无法识别',
    },
    severity: 'warning',
    labels: { product: 'Grafana', name: 'UnreadAlert' },
    fields: [],
    links: [],
    raw,
  }
}

function unparsable(found: string): SourceReading {
  return {
    kind: 'unparsable',
    expected: 'A notification of a Grafana webhook contact point as JSON, with its list "alerts".',
    found,
    remedy:
      'Leave the custom payload of the contact point empty, or give a payload of your own a source of the type generic.',
  }
}
