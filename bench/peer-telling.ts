import { openSender, quantile, runLoad } from './load.ts'
import { ABSENT } from './peer-ingest.ts'
import {
  alertsBody,
  carriedLine,
  costOf,
  NO_POSTGRES,
  type Peer,
  secondsOf,
  startAlertmanager,
  startHubPeer,
  startSharedPeer,
  type Telling,
} from './peers.ts'
import { type Sink, startSink } from './sink.ts'

/**
 * From the POST of an alert to the request that tells it, every alert by itself at once: one at a time, and at a steady
 * rate whatever the peer makes of it; then many groups taken in as fast as they go, until all are told.
 */
export async function benchPeerTelling(sizes: {
  /** Alerts one at a time. */
  readonly idle: number
  /** Alerts a second, and for how long at each rate. */
  readonly rates: readonly number[]
  readonly seconds: number
  readonly groups: number
}): Promise<readonly string[]> {
  const sink = await startSink()
  const peers: Told[] = []
  for (const start of PEERS) {
    const peer = await start({ kind: 'at once', url: sink.url })
    if (!peer) continue
    const of = { peer, sink }
    await steady(of, { first: 90_000_000, perSecond: 200, count: 400 })
    const waits = new Map([['one at a time', await oneAtATime(of, sizes.idle)]])
    for (const perSecond of sizes.rates) {
      const shape = { first: perSecond * 10_000, perSecond, count: perSecond * sizes.seconds }
      waits.set(`${perSecond} a second`, await steady(of, shape))
    }
    peers.push({ name: peer.name, waits, groups: await manyGroups(of, sizes.groups) })
    await peer.stop()
  }
  sink.close()
  return report(peers, sizes.groups)
}

const PEERS = [
  startAlertmanager,
  startHubPeer,
  (telling: Telling) => startSharedPeer(telling, 1),
  (telling: Telling) => startSharedPeer(telling, 3),
]

type Groups = {
  readonly perSecond: number
  readonly cpuUs: number
  readonly busiestUs: number
  readonly requests: number
}

type Told = {
  readonly name: string
  /** Milliseconds from POST to arrival, by what was done. */
  readonly waits: ReadonlyMap<string, readonly number[]>
  readonly groups: Groups
}

function report(peers: readonly Told[], count: number): readonly string[] {
  const other = peers.find(({ name }) => name.startsWith('Alertmanager'))
  const lines = [
    'From POST to webhook, each alert by itself (goal: p50 under 3 ms idle, 6 at 1,000/s, 20 at 2,000/s)',
  ]
  for (const kind of peers[0]?.waits.keys() ?? [])
    lines.push(
      `  ${kind}`,
      ...peers.map(({ name, waits }) => row(name, waits.get(kind), other?.waits.get(kind))),
    )
  lines.push(
    `  ${count.toLocaleString('en-US')} groups told, taken in by batches of 100 (goal: twice as many a second)`,
  )
  for (const { name, groups } of peers) {
    const { perSecond, cpuUs, requests } = groups
    const ratio = other ? `ratio ${(perSecond / other.groups.perSecond).toFixed(2)}  ` : ''
    lines.push(
      `    ${name.padEnd(30)} ${ratio}${Math.round(perSecond).toString().padStart(7)}/s  processor ${cpuUs.toFixed(0)} µs each, in ${requests} requests`,
    )
  }
  const [one, three] = peers.filter(({ name }) => name.endsWith('PostgreSQL'))
  if (one && three) lines.push(carriedLine(one.groups.cpuUs, three.groups.busiestUs))
  else lines.push(NO_POSTGRES)
  return other ? lines : [...lines, ABSENT]
}

function row(
  name: string,
  values: readonly number[] = [],
  others: readonly number[] | undefined = undefined,
): string {
  const at = quantiles(values)
  const ratio = others ? `ratio ${(at(0.5) / quantiles(others)(0.5)).toFixed(2)}  ` : ''
  return `    ${name.padEnd(30)} ${ratio}p50 ${at(0.5).toFixed(2)} ms  p90 ${at(0.9).toFixed(2)} ms  p99 ${at(0.99).toFixed(2)} ms`
}

function quantiles(values: readonly number[]): (share: number) => number {
  const sorted = [...values].sort((one, other) => one - other)
  return (share) => quantile(sorted, share)
}

type Of = { readonly peer: Peer; readonly sink: Sink }

/** Milliseconds from each POST to its arrival. */
async function oneAtATime({ peer, sink }: Of, count: number): Promise<readonly number[]> {
  sink.clear()
  const sender = await senderTo(peer, 0)
  const took: number[] = []
  for (let number = 0; number < count; number++) {
    const from = performance.now()
    await sender.post(alertsBody(number, 1))
    await sink.until(number + 1)
    took.push((sink.arrivals.get(number) ?? 0) - from)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  sender.close()
  return took
}

/** Sends when it is time, not when the last was answered: who is late waits in a queue, and the wait counts. */
async function steady(
  { peer, sink }: Of,
  { first, perSecond, count }: { first: number; perSecond: number; count: number },
): Promise<readonly number[]> {
  sink.clear()
  const senders = await Promise.all(
    Array.from({ length: SENDERS }, (_, index) => senderTo(peer, index)),
  )
  const posted = new Map<number, number>()
  const startedAt = performance.now()
  let next = 0
  const send = async (sender: (typeof senders)[number]): Promise<void> => {
    while (next < count) {
      const place = next++
      const dueAt = startedAt + (place * 1_000) / perSecond
      const early = dueAt - performance.now()
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
      // A timer may be early by up to a millisecond: then the wait begins with it.
      posted.set(first + place, Math.min(dueAt, performance.now()))
      await sender.post(alertsBody(first + place, 1))
    }
  }
  await Promise.all(senders.map(send))
  await sink.until(count)
  for (const sender of senders) sender.close()
  return [...posted].map(([number, at]) => (sink.arrivals.get(number) ?? 0) - at)
}

const SENDERS = 64

/** Senders go to the peer's processes in turns. */
function senderTo({ ports, path }: Peer, index: number): ReturnType<typeof openSender> {
  return openSender({ port: ports[index % ports.length] ?? 0, path })
}

async function manyGroups({ peer, sink }: Of, groups: number): Promise<Groups> {
  sink.clear()
  const first = 50_000_000
  const bodies = Array.from({ length: groups / 100 }, (_, index) =>
    alertsBody(first + index * 100, 100),
  )
  const before = await secondsOf(peer)
  const from = performance.now()
  const { ports, path } = peer
  const bodyOf = (index: number): string => bodies[index] ?? ''
  const load = await runLoad({
    ports,
    path,
    connections: 4 * ports.length,
    requests: bodies.length,
    bodyOf,
  })
  if (load.failures > 0)
    throw new Error(`${peer.name} refused ${load.failures} of ${bodies.length}`)
  await sink.until(groups)
  const seconds = (performance.now() - from) / 1_000
  return {
    perSecond: groups / seconds,
    ...(await costOf(peer, before, groups)),
    requests: sink.requests,
  }
}
