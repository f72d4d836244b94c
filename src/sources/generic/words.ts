import type { Severity } from '../../model/severity.ts'

/** What senders usually write for each severity, in lower case. */
const SEVERITY_WORDS: Readonly<Record<Severity, readonly string[]>> = {
  critical: [
    ...['critical', 'crit', 'fatal', 'emergency', 'emerg', 'alert', 'disaster', 'blocker', 'p0'],
    ...['p1', 'sev0', 'sev1', 'sev-1', 's1', '紧急', '严重', '致命', '灾难', '特别严重'],
  ],
  error: [
    ...[
      'error',
      'err',
      'high',
      'major',
      'severe',
      'failure',
      'failed',
      'p2',
      'sev2',
      'sev-2',
      's2',
    ],
    ...['错误', '重要', '高', '次严重'],
  ],
  warning: [
    ...['warning', 'warn', 'medium', 'moderate', 'average', 'minor', 'p3', 'sev3', 'sev-3', 's3'],
    ...['警告', '次要', '一般', '中'],
  ],
  info: [
    ...['info', 'information', 'informational', 'notice', 'low', 'debug', 'ok', 'none', 'normal'],
    ...['p4', 'p5', 'sev4', 'sev5', 's4', '提示', '信息', '通知', '低'],
  ],
}

const SEVERITY_BY_WORD: ReadonlyMap<string, Severity> = new Map(
  (['critical', 'error', 'warning', 'info'] as const).flatMap((severity) =>
    SEVERITY_WORDS[severity].map((word) => [word, severity] as const),
  ),
)

/** The severity that a usual word stands for; undefined for any other. */
export function severityByWord(word: string): Severity | undefined {
  return SEVERITY_BY_WORD.get(word.trim().toLowerCase())
}

const RESOLVED: ReadonlySet<string> = new Set([
  ...['resolved', 'resolve', 'ok', 'okay', 'recovered', 'recover', 'recovery', 'closed', 'close'],
  ...['cleared', 'clear', 'normal', 'up', 'inactive', 'healthy', 'green', 'fixed', 'success'],
  ...[
    'succeeded',
    'successful',
    'passed',
    'online',
    '恢复',
    '已恢复',
    '恢复正常',
    '正常',
    '已解决',
  ],
  ...['已关闭', '关闭', '已恢复正常'],
])

const ACKNOWLEDGED: ReadonlySet<string> = new Set([
  ...['acknowledged', 'acknowledge', 'ack', 'acked', 'accepted', 'accept', 'claimed'],
  ...['已认领', '认领', '处理中', '已确认', '确认'],
])

/** What a sender's word for a phase says of the alert. */
export function kindByWord(word: string): 'resolved' | 'acknowledged' | 'firing' {
  const plain = word.trim().toLowerCase()
  if (RESOLVED.has(plain)) return 'resolved'
  return ACKNOWLEDGED.has(plain) ? 'acknowledged' : 'firing'
}
