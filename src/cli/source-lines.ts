import type { WireGuardedSource } from '../api/wire-guards.ts'

/** What is to be said of a source in a terminal: that it is paused, its older key, its clock, and what was refused. */
export function sourceLines({
  source,
  isPaused,
  refused,
  previousKey,
  limitedUntil,
  clockAhead,
}: WireGuardedSource): readonly string[] {
  return [
    ...(isPaused ? ['is paused: what it sends is kept, and tells nothing'] : []),
    ...(limitedUntil === undefined ? [] : [`is over its rate until ${limitedUntil}`]),
    ...(refused.length === 0 ? [] : [`has refused, since the hub started: ${counts(refused)}`]),
    ...(previousKey === undefined ? [] : [keyLine(previousKey.lastUsedAt)]),
    ...(clockAhead === undefined
      ? []
      : [
          `has a clock that is ${clockAhead.seconds} s ahead (last at ${clockAhead.lastAt}), so that its times order nothing`,
        ]),
  ].map((line) => `the source ${source} ${line}`)
}

function counts(refused: WireGuardedSource['refused']): string {
  return refused
    .map(({ reason, count, lastAt }) => `${count} for ${REASONS[reason]} (last at ${lastAt})`)
    .join(', ')
}

const REASONS: Readonly<Record<WireGuardedSource['refused'][number]['reason'], string>> = {
  address: 'their address',
  credentials: 'their user or password',
  signature: 'their signature',
  size: 'their size',
  rate: 'their rate',
}

function keyLine(lastUsedAt: string | undefined): string {
  return lastUsedAt === undefined
    ? 'has a previous key that nobody has used since the hub started'
    : `was sent something with its previous key, last at ${lastUsedAt}`
}
