import { WEBHOOK_LIMITS } from '../../base/limits.ts'
import type { MessageAlert, MessageField, MessageLink } from '../../model/message.ts'
import { clean, cutToJsonBytes, webAddress } from './plain.ts'

/** Alerts that fit. */
export type FittedAlerts = {
  readonly alerts: readonly MessageAlert[]
  /** Something was shortened or left out. */
  readonly cut: boolean
  /** Alerts that were left out, the last ones. */
  readonly omitted: number
}

/**
 * Brings alerts into `bytesMax` bytes of JSON. Where they are too large together, their long texts
 * are shortened; where that is not enough, the last alerts are left out.
 */
export function fitAlerts(all: readonly MessageAlert[], bytesMax: number): FittedAlerts {
  const whole = firstWithin(all.map(tidy), bytesMax)
  if (whole.length === all.length) return { alerts: whole, cut: false, omitted: 0 }
  const short = firstWithin(
    all.map((alert) => shorten(tidy(alert))),
    bytesMax,
  )
  return { alerts: short, cut: true, omitted: all.length - short.length }
}

function firstWithin(alerts: readonly MessageAlert[], bytesMax: number): readonly MessageAlert[] {
  let bytes = 2
  for (const [index, alert] of alerts.entries()) {
    bytes += Buffer.byteLength(JSON.stringify(alert), 'utf8') + 1
    if (bytes > bytesMax) return alerts.slice(0, index)
  }
  return alerts
}

/** Addresses that are none of http and https are left out of links: a program would follow them. */
export function tidy(alert: MessageAlert): MessageAlert {
  const links = alert.links.flatMap(({ text, url }): readonly MessageLink[] => {
    const address = webAddress(url)
    return address === undefined ? [] : [{ text: clean(text), url: address }]
  })
  return withTexts({ ...alert, links }, clean)
}

function shorten(alert: MessageAlert): MessageAlert {
  const short = withTexts(alert, (text) => cutToJsonBytes(text, WEBHOOK_LIMITS.alertTextBytesMax))
  // Half an address leads nowhere.
  const links = alert.links.filter(({ url }) => url.length <= WEBHOOK_LIMITS.linkBytesMax)
  return { ...short, links }
}

function withTexts(alert: MessageAlert, change: (text: string) => string): MessageAlert {
  const { status } = alert
  const fields = alert.fields.map(
    ({ label, value }): MessageField => ({ label: change(label), value: change(value) }),
  )
  const labels = Object.entries(alert.labels).map(([name, value]): [string, string] => [
    change(name),
    change(value),
  ])
  return {
    ...alert,
    name: change(alert.name),
    title: change(alert.title),
    ...(status === undefined ? {} : { status: change(status) }),
    labels: Object.fromEntries<string>(labels),
    fields,
    links: alert.links.map(({ text, url }) => ({ text: change(text), url })),
  }
}
