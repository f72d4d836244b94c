import type { WireSpool } from '../api/wire-spool.ts'

/** What waits on the hub's disk; nothing where nothing does. */
export function spoolLines(spool: WireSpool | undefined): readonly string[] {
  if (spool === undefined) return []
  const { requests, bytes, bytesMax, oldestAt, asideFiles } = spool
  const since = oldestAt === undefined ? '' : `, the oldest since ${oldestAt}`
  return [
    ...(requests === 0
      ? []
      : [
          `spool: ${requests} requests wait (${megabytes(bytes)} of ${megabytes(bytesMax)})${since}`,
        ]),
    ...(asideFiles === 0
      ? []
      : [`spool: ${asideFiles} files in spool/aside could not be taken in: look at them`]),
  ]
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
