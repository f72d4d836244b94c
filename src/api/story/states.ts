import type { EventOutcome } from '../../model/outcome.ts'
import { severityRank } from '../../model/severity.ts'
import type { WireText } from '../wire.ts'
import type { SettledEvent, StoryLine, Teller } from './facts.ts'
import { SEVERITIES_ZH } from './words.ts'

/** How the alert changed: its state, and its severity. */
export const tellStates: Teller = ({ events }) =>
  events.flatMap((settled, place) => {
    const state = STATES[settled.outcome.result]
    return [
      ...(state ? [line(settled, state)] : []),
      ...severityChange(settled, events.slice(0, place)),
    ]
  })

const STATES: Partial<Record<EventOutcome['result'], WireText>> = {
  opened: { en: 'The alert opens', zh: '告警打开' },
  reopened: { en: 'The alert asks for somebody again', zh: '告警重新等待处理' },
  acknowledged: { en: 'The alert is acknowledged', zh: '告警已确认' },
  resolved: { en: 'The alert is over', zh: '告警结束' },
}

function severityChange(
  settled: SettledEvent,
  earlier: readonly SettledEvent[],
): readonly StoryLine[] {
  const { event, outcome } = settled
  const before = earlier.findLast((one) => changesSeverity(one))?.event.severity
  if (before === undefined || outcome.result !== 'updated' || before === event.severity) return []
  const isWorse = severityRank(event.severity) < severityRank(before)
  return [
    line(settled, {
      en: `It is ${isWorse ? 'worse' : 'milder'}: ${before} → ${event.severity}`,
      zh: `级别${isWorse ? '上升' : '下降'}：${SEVERITIES_ZH[before]} → ${SEVERITIES_ZH[event.severity]}`,
    }),
  ]
}

function changesSeverity({ outcome }: SettledEvent): boolean {
  return outcome.result === 'opened' || outcome.result === 'updated'
}

function line({ event, outcome }: SettledEvent, text: WireText): StoryLine {
  return { at: outcome.settledAt, kind: 'state', eventId: event.id, text }
}
