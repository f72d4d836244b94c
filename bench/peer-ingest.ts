import { type LoadResult, median, runLoad } from './load.ts'
import {
  alertsBody,
  carriedLine,
  costOf,
  NO_POSTGRES,
  type Peer,
  secondsOf,
  startAlertmanager,
  startBarePeer,
  startHubPeer,
  startSharedPeer,
} from './peers.ts'

const BATCHES = [1, 10, 100]

/** Of one cell: alerts a second until the last answer, until the last was settled as well, and processor time for each. */
type Cell = {
  readonly perSecond: number
  readonly settledPerSecond: number
  readonly p50Ms: number
  readonly cpuUs: number
  readonly busiestUs: number
}

/**
 * Alerts in Alertmanager's form, so many a request over so many connections, into a bare server, Alertmanager and the
 * hub in turns. They fall into 100 groups that wait for an hour, so that nobody is told while it is measured.
 */
export async function benchPeerIngest({
  rounds,
  connections: counts,
  alerts,
}: {
  rounds: number
  connections: readonly number[]
  /** In a cell, by the size of the batch. */
  alerts: readonly [number, number, number]
}): Promise<readonly string[]> {
  const started = [
    await startBarePeer(),
    await startAlertmanager({ kind: 'later' }),
    await startHubPeer({ kind: 'later' }),
    await startSharedPeer({ kind: 'later' }, 1),
    await startSharedPeer({ kind: 'later' }, 3),
  ]
  const peers = started.filter((peer) => peer !== undefined)
  const numbers = { next: 0 }
  for (const peer of peers) await cell(peer, { batch: 10, connections: 8, alerts: 4_000, numbers })
  const lines = [
    'Alerts in Alertmanager’s form taken in, 100 groups, nobody told (goal: at or above it)',
  ]
  for (const [place, batch] of BATCHES.entries()) {
    for (const connections of counts) {
      const cells = new Map<Peer, Cell[]>(peers.map((peer) => [peer, []]))
      const shape = { batch, connections, alerts: alerts[place] ?? 0, numbers }
      for (let round = 0; round < rounds; round++)
        for (const [peer, list] of cells) list.push(await cell(peer, shape))
      lines.push(`  ${batch} a request, ${connections} connections to each process`, ...rows(cells))
    }
  }
  await Promise.all(peers.map((peer) => peer.stop()))
  if (!started[1]) lines.push(ABSENT)
  if (!started[3]) lines.push(NO_POSTGRES)
  return lines
}

/** Said where the peer is not installed. */
export const ABSENT = '  Alertmanager: left out, prometheus-alertmanager is not installed'

async function cell(
  peer: Peer,
  shape: { batch: number; connections: number; alerts: number; numbers: { next: number } },
): Promise<Cell> {
  const { batch, connections, alerts, numbers } = shape
  const first = numbers.next
  numbers.next += alerts
  const requests = Math.ceil(alerts / batch)
  const bodies = Array.from({ length: requests }, (_, index) =>
    alertsBody(first + index * batch, batch),
  )
  const before = await secondsOf(peer)
  const from = performance.now()
  const { ports, path } = peer
  const bodyOf = (index: number): string => bodies[index] ?? ''
  // As many to each of several processes: they share the work, and not one sender's connections.
  const load: LoadResult = await runLoad({
    ports,
    path,
    connections: connections * ports.length,
    requests,
    bodyOf,
  })
  await peer.rest()
  const seconds = (performance.now() - from) / 1000
  if (load.failures > 0) throw new Error(`${peer.name} refused ${load.failures} of ${requests}`)
  const total = requests * batch
  return {
    perSecond: load.perSecond * batch,
    settledPerSecond: total / seconds,
    p50Ms: load.p50Ms,
    ...(await costOf(peer, before, total)),
  }
}

function rows(cells: ReadonlyMap<Peer, readonly Cell[]>): readonly string[] {
  const middle = (list: readonly Cell[], of: keyof Cell): number =>
    median(list.map((one) => one[of]))
  const peer = [...cells].find(([{ name }]) => name.startsWith('Alertmanager'))?.[1]
  const lines = [...cells].map(([{ name }, list]) => {
    const perSecond = middle(list, 'perSecond')
    const settled = name.startsWith('hub')
      ? `  settled ${Math.round(middle(list, 'settledPerSecond'))}/s`
      : ''
    const ratio = peer ? `ratio ${(perSecond / middle(peer, 'perSecond')).toFixed(2)}  ` : ''
    return `    ${name.padEnd(30)} ${ratio}${Math.round(perSecond).toString().padStart(7)}/s  p50 ${middle(list, 'p50Ms').toFixed(2)} ms  processor ${middle(list, 'cpuUs').toFixed(0)} µs each${settled}`
  })
  const [one, three] = [1, 3].map(
    (count) =>
      [...cells].find(
        ([{ name, pids }]) => name.endsWith('PostgreSQL') && pids.length === count,
      )?.[1],
  )
  if (one && three) lines.push(carriedLine(middle(one, 'cpuUs'), middle(three, 'busiestUs')))
  return lines
}
