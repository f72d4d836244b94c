// In: a data folder, or the spool of a running hub. Out: the spool in it; what the API and the metrics show of it.
import { join } from 'node:path'
import type { SpoolView } from './api/api.ts'
import { TocsinError } from './base/errors.ts'
import type { Log } from './base/log.ts'
import type { MetricReading } from './base/metrics.ts'
import type { Spool } from './contract/spool.ts'
import type { Spooling, SpoolState } from './flow-spool.ts'
import type { SourceConfiguration } from './model/configuration.ts'
import { openSpool } from './spool/spool.ts'

/**
 * The spool of a data folder; what a hub before left there is taken in also where nothing more may be put. Throws
 * TOCSIN_STORE_OPEN.
 */
export async function spoolIn({
  data,
  spoolBytes,
  log,
}: {
  readonly data: string
  readonly spoolBytes?: number | undefined
  readonly log: Log
}): Promise<Spool | undefined> {
  const folder = join(data, 'spool')
  try {
    const spool = await openSpool({ folder, bytesMax: spoolBytes ?? 0, log })
    return spoolBytes === undefined && spool.extent().requests === 0 ? undefined : spool
  } catch (error) {
    throw new TocsinError(
      'TOCSIN_STORE_OPEN',
      `Expected a spool that can be read in ${folder}, found one that cannot. Look after its owner and its disk: requests that were answered wait there.`,
      { cause: error },
    )
  }
}

/** `sources` gives those of the configuration of now. */
export function spoolView(
  spooling: Spooling,
  sources: () => readonly SourceConfiguration[],
): SpoolView {
  return {
    ask: () => spooling.ask(),
    state: () => ({
      ...spooling.state(),
      hasRoom: spooling.spool.hasRoom(sources().map(({ name }) => name)),
    }),
  }
}

export function spoolMetrics(state: SpoolState | undefined): readonly MetricReading[] {
  if (state === undefined) return []
  const { isAway, requests, bytes, bytesMax, asideFiles, oldestAt } = state
  return [
    gauge('tocsin_store_away', 'Whether the database takes nothing, as far as is known.', isAway),
    gauge('tocsin_spool_requests', 'Requests that wait on disk for the database.', requests),
    gauge('tocsin_spool_bytes', 'Bytes of the requests that wait.', bytes),
    gauge('tocsin_spool_bytes_max', 'Bytes that may wait.', bytesMax),
    gauge('tocsin_spool_aside_files', 'What could not be taken in and lies aside.', asideFiles),
    gauge(
      'tocsin_spool_oldest_timestamp_seconds',
      'When the oldest of the requests that wait came, in Unix time; 0 where none waits.',
      (oldestAt ?? 0) / 1000,
    ),
  ]
}

function gauge(name: string, help: string, value: number | boolean): MetricReading {
  return { name, help, type: 'gauge', values: [{ value: Number(value) }] }
}
