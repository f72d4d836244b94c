import type { Labels } from '../../model/event.ts'
import type { Severity } from '../../model/severity.ts'

/** Nothing fixes the words of Prometheus' rules: these are what people write. */
const WORDS: Readonly<Record<Severity, readonly string[]>> = {
  critical: [
    'critical',
    'crit',
    'page',
    'fatal',
    'emergency',
    'disaster',
    'p0',
    'p1',
    '严重',
    '紧急',
  ],
  error: ['error', 'err', 'major', 'high', 'p2', '错误', '重要'],
  warning: ['warning', 'warn', 'minor', 'average', 'medium', 'p3', '警告'],
  info: [
    'info',
    'information',
    'informational',
    'notice',
    'none',
    'low',
    'debug',
    'ok',
    'p4',
    'p5',
    '信息',
    '提示',
  ],
}

const BY_WORD = new Map(
  Object.entries(WORDS).flatMap(
    ([severity, words]) => words.map((word) => [word, severity as Severity] as const), // the keys of the record above
  ),
)

/** By the label `severity`, else `level` or `priority`; a warning where none of them says anything known. */
export function severityOf(labels: Labels): Severity {
  const said = ['severity', 'level', 'priority'].map((name) => labels[name]?.trim().toLowerCase())
  const known = said.flatMap((word) => (word === undefined ? [] : (BY_WORD.get(word) ?? [])))
  return known[0] ?? 'warning'
}
