import type { WireRetention } from '../api/wire-retention.ts'
import { howLong } from '../model/how-long.ts'

const MB = 1_000_000

/** How long what is over is kept, and what the database takes. */
export function retentionLines(retention: WireRetention): readonly string[] {
  const { eventsSeconds, alertsSeconds, quarantineSeconds, silencesSeconds } = retention
  const { oldestEventAt, fileBytes, freeBytes } = retention
  const kept = [
    ['events', eventsSeconds],
    ['alerts', alertsSeconds],
    ['quarantine', quarantineSeconds],
    ['silences', silencesSeconds],
  ] as const
  const since = oldestEventAt === undefined ? '' : `; the oldest event is of ${oldestEventAt}`
  return [
    `kept: ${kept.map(([name, seconds]) => `${name} ${period(seconds)}`).join(', ')}${since}`,
    `database: ${megabytes(fileBytes)}, of which ${megabytes(freeBytes)} are free for what comes`,
  ]
}

function period(seconds: number | undefined): string {
  return seconds === undefined ? 'for ever' : howLong(seconds * 1000, 'en')
}

function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`
}
