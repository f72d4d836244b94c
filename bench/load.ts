import { Agent, request } from 'undici'

/** A load: `connections` posters, each sending the next body as soon as it was answered. */
export type Load = {
  readonly url: string
  readonly connections: number
  readonly requests: number
  readonly bodyOf: (number: number) => string
}

export type LoadResult = {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly failures: number
}

/** Runs the load to its end. */
export async function run({ url, connections, requests, bodyOf }: Load): Promise<LoadResult> {
  const agent = new Agent({ connections, pipelining: 1 })
  const took: number[] = []
  let failures = 0
  let next = 0
  const poster = async (): Promise<void> => {
    while (next < requests) {
      const body = bodyOf(next++)
      const from = performance.now()
      const answer = await request(url, { method: 'POST', body, headers: { 'content-type': 'application/json' }, dispatcher: agent })
      await answer.body.dump()
      if (answer.statusCode !== 200) failures += 1
      took.push(performance.now() - from)
    }
  }
  const from = performance.now()
  await Promise.all(Array.from({ length: connections }, poster))
  const seconds = (performance.now() - from) / 1000
  await agent.close()
  took.sort((one, other) => one - other)
  return { perSecond: requests / seconds, p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99), failures }
}

/** The value below which `share` of the sorted `values` lie. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
