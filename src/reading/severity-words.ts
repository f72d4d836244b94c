/** What senders call how bad a thing is, in the words of many products. */
import type { Severity } from '../model/severity.ts'

/** The severity that a word of a sender's stands for; undefined for a word that is none. */
export function severityOfWord(word: string | undefined): Severity | undefined {
  return word === undefined ? undefined : SEVERITY_OF.get(word.trim().toLowerCase())
}

const WORDS: Readonly<Record<Severity, string>> = {
  critical:
    'critical crit fatal emergency emerg panic disaster blocker page urgent p0 p1 sev0 sev1 严重 紧急 致命 灾难',
  error: 'error err major high alert severe p2 sev2 错误 重要 高',
  warning: 'warning warn minor average medium moderate p3 sev3 警告 次要 中',
  info: 'info information informational notice low debug trace none p4 p5 sev4 sev5 提示 通知 信息 低',
}

const SEVERITY_OF: ReadonlyMap<string, Severity> = new Map(
  (['critical', 'error', 'warning', 'info'] as const).flatMap((severity) =>
    WORDS[severity].split(' ').map((word) => [word, severity] as const),
  ),
)
