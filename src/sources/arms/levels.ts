import type { EventKind } from '../../model/event.ts'
import type { Severity } from '../../model/severity.ts'

/** ARMS' levels by every name that they have: in rules, in labels, in lists. */
const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'critical'],
  ['p1', 'critical'],
  ['error', 'error'],
  ['p2', 'error'],
  ['warning', 'warning'],
  ['warn', 'warning'],
  ['p3', 'warning'],
  ['info', 'info'],
  ['page', 'info'],
  ['default', 'info'],
  ['p4', 'info'],
  ['p5', 'info'],
  ['p6', 'info'],
])

/** The first level that is one. What is over is `info`; a level that is missing or new is a warning. */
export function severityOf(kind: EventKind, levels: readonly (string | undefined)[]): Severity {
  if (kind === 'resolved') return 'info'
  for (const level of levels) {
    const severity = SEVERITIES.get(level?.toLowerCase() ?? '')
    if (severity !== undefined) return severity
  }
  return 'warning'
}
