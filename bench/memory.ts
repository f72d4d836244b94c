import { runLoad } from './load.ts'
import { ABSENT } from './peer-ingest.ts'
import {
  alertsBody,
  type Peer,
  startAlertmanager,
  startBarePeer,
  startHubPeer,
  type Telling,
  usageOf,
} from './peers.ts'
import { type Sink, startSink } from './sink.ts'

const WARM_UP = 5_000
/** So many alerts at once are made for the load. */
const CHUNK = 10_000

/** By how much a process has grown, in bytes for each alert, at each of the counts. */
type Growth = { readonly peer: Peer; readonly bytes: readonly number[] }

/**
 * How much resident memory grows for each alert that is open: in 100 groups that wait to be told, and each in a group
 * of its own that was told. Beside Alertmanager, and a bare server that keeps the same alerts parsed in a Map.
 */
export async function benchMemory({
  counts,
}: {
  counts: readonly number[]
}): Promise<readonly string[]> {
  const sink = await startSink()
  const lines = ['Resident memory for each open alert (goal: at or below Alertmanager’s)']
  const bare = await growth(await startBarePeer({ keeps: true }), { counts })
  lines.push(...rows([bare], counts))
  for (const [words, telling] of [
    ['in 100 groups that wait', { kind: 'later' }],
    ['each in a group of its own, told', { kind: 'at once', url: sink.url }],
  ] satisfies [string, Telling][]) {
    const grown: Growth[] = []
    for (const start of [startAlertmanager, startHubPeer]) {
      sink.clear()
      const peer = await start(telling)
      if (peer)
        grown.push(await growth(peer, { counts, ...(telling.kind === 'later' ? {} : { sink }) }))
      else lines.push(ABSENT)
    }
    lines.push(`  ${words}`, ...rows(grown, counts))
  }
  sink.close()
  return lines
}

async function growth(
  peer: Peer,
  { counts, sink }: { readonly counts: readonly number[]; readonly sink?: Sink },
): Promise<Growth> {
  let taken = 0
  const takeUpTo = async (count: number): Promise<void> => {
    while (taken < count) {
      const size = Math.min(CHUNK, count - taken)
      const first = taken
      const bodyOf = (index: number): string => alertsBody(first + index * 100, 100)
      const { ports, path } = peer
      const load = await runLoad({ ports, path, connections: 4, requests: size / 100, bodyOf })
      if (load.failures > 0) throw new Error(`${peer.name} refused ${load.failures} requests`)
      taken += size
      await peer.rest()
      await sink?.until(taken)
    }
  }
  await takeUpTo(WARM_UP)
  const [pid = 0] = peer.pids
  const before = await usageOf(pid)
  const bytes: number[] = []
  for (const count of counts) {
    await takeUpTo(WARM_UP + count)
    bytes.push(((await usageOf(pid)).residentBytes - before.residentBytes) / count)
  }
  await peer.stop()
  return { peer, bytes }
}

function rows(grown: readonly Growth[], counts: readonly number[]): readonly string[] {
  const peer = grown.find(({ peer: { name } }) => name.startsWith('Alertmanager'))
  return grown.map((one) => {
    const cells = counts.map((count, place) => {
      const bytes = one.bytes[place] ?? 0
      const ratio = peer ? `ratio ${(bytes / (peer.bytes[place] ?? Number.NaN)).toFixed(2)}, ` : ''
      return `${count.toLocaleString('en-US')}: ${ratio}${Math.round(bytes).toLocaleString('en-US')} bytes each`
    })
    return `    ${one.peer.name.padEnd(30)} ${cells.join('   ')}`
  })
}
