const UNITS_MS = {
  y: 365 * 24 * 3_600_000,
  w: 7 * 24 * 3_600_000,
  d: 24 * 3_600_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
} as const

const DURATION =
  /^(?:([0-9]+)y)?(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?$/

/** A duration as Prometheus writes it (`1h30m`, `0`), in milliseconds; undefined where it is none. */
export function parsePrometheusDuration(text: string): number | undefined {
  if (text === '0') return 0
  const [whole, ...counts] = DURATION.exec(text) ?? []
  if (whole === undefined || whole === '') return undefined
  const units = Object.values(UNITS_MS)
  return counts.reduce((sum, count, index) => sum + Number(count ?? 0) * (units[index] ?? 0), 0)
}

/** Milliseconds as Go prints a duration: `5m0s`, `1h30m0s`, `100ms`, `1.5s`. */
export function showGoDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s'
  if (milliseconds < 1_000) return `${milliseconds}ms`
  const hours = Math.floor(milliseconds / UNITS_MS.h)
  const minutes = Math.floor((milliseconds % UNITS_MS.h) / UNITS_MS.m)
  const seconds = (milliseconds % UNITS_MS.m) / UNITS_MS.s
  const parts = [
    hours > 0 ? `${hours}h` : '',
    hours > 0 || minutes > 0 ? `${minutes}m` : '',
    `${seconds}s`,
  ]
  return parts.join('')
}
