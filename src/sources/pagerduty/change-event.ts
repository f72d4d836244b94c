/** A change event: something was deployed, rotated or merged. It is no problem, so it is a notice. */
import type { ParsedEvent } from '../../model/event.ts'
import { boundedFields, boundedLabels, boundedTitle, keyOf } from '../../reading/bounds.ts'
import { detailFields } from '../../reading/detail-fields.ts'
import { type JsonRecord, ownValue, recordAt, textAt, timeAt } from '../../reading/json.ts'
import { digestOf, field, timeField } from '../../reading/parts.ts'
import { boundedLinks, linkList } from '../../reading/web-links.ts'

/** Why PagerDuty would refuse it; empty: it would take it. */
export function faultsOfChange(record: JsonRecord): readonly string[] {
  const summary = textAt(recordAt(record, 'payload'), 'summary')
  return summary === undefined ? ["'payload.summary' is missing or blank"] : []
}

/** The notice that a change event without faults gives. */
export function changeEvent(record: JsonRecord, raw: string): ParsedEvent {
  const payload = recordAt(record, 'payload')
  const time = timeAt(payload, 'timestamp')
  const key = keyOf('change', digestOf(raw))
  return {
    kind: 'notice',
    dedupKey: key,
    // Without a time the same words may be of another change.
    ...(time === undefined ? { recurs: true as const } : { deliveryKey: key }),
    name: 'Change',
    title: boundedTitle(textAt(payload, 'summary') ?? 'Change'),
    severity: 'info',
    status: 'change',
    statusText: { en: 'changed', zh: '变更' },
    sourceAt: time?.at,
    labels: boundedLabels({
      name: 'Change',
      status: 'change',
      resource: textAt(payload, 'source'),
    }),
    fields: boundedFields([
      ...field('Resource', '资源', textAt(payload, 'source')),
      ...timeField(time),
      ...detailFields(ownValue(payload, 'custom_details')),
    ]),
    links: boundedLinks(linkList(ownValue(record, 'links'))),
    raw,
  }
}
