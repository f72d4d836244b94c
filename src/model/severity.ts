/** How bad a thing is, most severe first. The order of this list is the order of sending. */
export const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const

export type Severity = (typeof SEVERITIES)[number]

/** 0 for critical to 3 for info: lower is worse, so that sorting puts the worst first. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

/** The worst of `severities`; `info` for none. */
export function worstSeverity(severities: Iterable<Severity>): Severity {
  let worst: Severity = 'info'
  for (const severity of severities) {
    if (severityRank(severity) < severityRank(worst)) worst = severity
  }
  return worst
}
