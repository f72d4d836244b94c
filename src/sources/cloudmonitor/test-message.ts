/**
 * What the console's test button sends: a made-up event. It must be answered like any other, and
 * people must see that it came, but nothing is open.
 */
import type { ParsedEvent } from '../../model/event.ts'
import { inLanguage } from '../../model/text.ts'
import { boundedFields, boundedLabels, boundedTitle, keyOf } from '../../reading/bounds.ts'
import { type JsonRecord, recordAt, textAt } from '../../reading/json.ts'
import { field, occasionOf } from '../../reading/parts.ts'
import { parseResource } from './resource.ts'

/** Whether a person asked for it by the button. A real account is a number, and real rules have an id. */
export function isTestMessage(record: JsonRecord): boolean {
  const alert = recordAt(record, 'alert')
  const accounts = [
    textAt(record, 'userId'),
    textAt(alert, 'userId'),
    parseResource(textAt(alert, 'arn')).account,
    parseResource(textAt(record, 'resourceId')).account,
  ]
  if (accounts.some((account) => account !== undefined && TEST_ACCOUNT.test(account))) return true
  const ids = [
    textAt(record, 'batchId'),
    textAt(record, 'ruleId'),
    textAt(record, 'transId'),
    textAt(alert, 'dedupId'),
  ]
  if (ids.some((id) => id !== undefined && TEST_ID.test(id))) return true
  const isRuleless =
    textAt(record, 'ruleId', 'transId') === undefined && !Array.isArray(record['dimensions'])
  return isRuleless && TEST_NAME.test(textAt(record, 'alertName') ?? '')
}

const TEST_ACCOUNT = /^test(?:[_-]?user)?$/i
const TEST_ID = /^test[_-]?(?:batch|rule|trans|dedup)?[_-]?id$/i
const TEST_NAME =
  /^(?:webhook|cloudmonitor|云监控)?[\s_-]*(?:test|测试)[\s_-]*(?:alert|alarm|rule|message|webhook|报警|告警|规则|消息)?$/i

/** The event that such a message would be, as a notice that says what it is. The button sends the same each time. */
export function asTestMessage(event: ParsedEvent, receivedAt: number): ParsedEvent {
  // Whoever presses the button waits for the message: no digest takes it.
  const { noise: _, ...plain } = event
  return {
    ...plain,
    kind: 'notice',
    severity: 'info',
    dedupKey: keyOf('test', event.dedupKey),
    deliveryKey: keyOf('test', event.deliveryKey, occasionOf(receivedAt)),
    title: boundedTitle({
      en: `Test message from CloudMonitor, nothing is wrong: ${inLanguage(event.title, 'en')}`,
      zh: `云监控测试消息，无需处理：${inLanguage(event.title, 'zh')}`,
    }),
    labels: boundedLabels({ test: 'true', ...event.labels }),
    fields: boundedFields([
      ...field('Test', '测试', {
        en: 'Sent by the console’s test button; it opens nothing.',
        zh: '由控制台的测试按钮发出，不会打开告警。',
      }),
      ...event.fields,
    ]),
  }
}
