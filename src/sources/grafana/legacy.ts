/** A notification of the dashboard alerts of Grafana 8 and before: one rule and its state. */
import type { EventKind, ParsedEvent } from '../../model/event.ts'
import type { Severity } from '../../model/severity.ts'
import type { LocalText } from '../../model/text.ts'
import {
  boundedFields,
  boundedLabels,
  boundedName,
  boundedTitle,
  keyOf,
} from '../../reading/bounds.ts'
import { isRecord, type JsonRecord, ownValue, recordAt, textAt } from '../../reading/json.ts'
import { ownLabels } from '../../reading/own-labels.ts'
import { field, joined } from '../../reading/parts.ts'
import { severityOfWord } from '../../reading/severity-words.ts'
import { boundedLinks, webLink } from '../../reading/web-links.ts'

/** Whether it is one: those had a rule, and no list of alerts. */
export function isLegacy(record: JsonRecord): boolean {
  const isRule = textAt(record, 'ruleId', 'ruleName') !== undefined
  return (
    isRule && textAt(record, 'state') !== undefined && !Array.isArray(ownValue(record, 'alerts'))
  )
}

type State = { readonly kind: EventKind; readonly word: LocalText }

const STATES: ReadonlyMap<string, State> = new Map([
  ['alerting', { kind: 'firing', word: { en: 'alerting', zh: '告警中' } }],
  ['ok', { kind: 'resolved', word: { en: 'OK', zh: '已恢复' } }],
  ['no_data', { kind: 'firing', word: { en: 'no data', zh: '无数据' } }],
])

/** The event that it tells of: of states that are neither trouble nor its end, a notice. */
export function legacyEvent(
  record: JsonRecord,
  { severity, raw }: { readonly severity: Severity; readonly raw: string },
): ParsedEvent {
  const state = textAt(record, 'state')?.toLowerCase() ?? ''
  const { kind, word } = STATES.get(state) ?? {
    kind: 'notice',
    word: boundedName(state) || 'state',
  }
  const name = textAt(record, 'ruleName') ?? textAt(record, 'title') ?? 'Alert'
  const tags = recordAt(record, 'tags')
  return {
    kind,
    dedupKey: keyOf('legacy', textAt(record, 'orgId'), textAt(record, 'ruleId') ?? name),
    recurs: true,
    name: boundedName(name) || 'Alert',
    title: boundedTitle(joined(boundedName(name) || 'Alert', word)),
    severity: severityOfWord(textAt(tags, 'severity')) ?? severity,
    status: boundedName(state) || 'state',
    statusText: word,
    labels: boundedLabels({
      ...ownLabels(tags),
      product: 'Grafana',
      name,
      status: state,
    }),
    fields: boundedFields([
      ...field('Description', '描述', textAt(record, 'message')),
      ...field('Value', '当前值', matchesText(record)),
    ]),
    links: boundedLinks([
      ...webLink({ en: 'Rule', zh: '规则' }, textAt(record, 'ruleUrl')),
      ...webLink({ en: 'Image', zh: '图片' }, textAt(record, 'imageUrl')),
    ]),
    raw: raw.toWellFormed(),
  }
}

/** What the rule's query gave, series by series. */
function matchesText(record: JsonRecord): string | undefined {
  const matches = ownValue(record, 'evalMatches')
  if (!Array.isArray(matches)) return undefined
  const lines = matches.filter(isRecord).flatMap((match) => {
    const value = textAt(match, 'value')
    return value === undefined ? [] : [`${textAt(match, 'metric') ?? 'value'}=${value}`]
  })
  return lines.length > 0 ? lines.join(', ') : undefined
}
