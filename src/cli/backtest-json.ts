import type { BacktestReport, Subject } from '../backtest/backtest.ts'
import { isoTime } from '../base/clock.ts'

/** The report for programs: instants as ISO 8601 in UTC, everything else as it is. */
export function backtestJson(report: BacktestReport): object {
  const { span, chats, missed, added, doubled, ...rest } = report
  const listed = <T extends { readonly subject: Subject }>(list: {
    readonly count: number
    readonly first: readonly T[]
  }): object => ({
    count: list.count,
    first: list.first.map((row) => ({ ...row, subject: subjectJson(row.subject) })),
  })
  return {
    since: isoTime(span.since),
    until: isoTime(span.until),
    ...rest,
    chats: chats.map((chat) => ({
      ...chat,
      hours: chat.hours.map((hour) => ({ ...hour, at: isoTime(hour.at) })),
    })),
    missed: listed(missed),
    added: listed(added),
    doubled: listed(doubled),
  }
}

function subjectJson(subject: Subject): object {
  return { ...subject, at: isoTime(subject.at) }
}
