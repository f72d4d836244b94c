import type { TestHub } from './hub.ts'

/** Shorter than what the hub takes for an absence of its own, even where one step is missed. */
const STEP_MS = 2 * 60_000

/** Moves time so that the hub looks at its watches in every step: time that passes unseen would be an outage to it. */
export async function passWatched(hub: TestHub, ms: number): Promise<void> {
  await seen(hub)
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    hub.clock.advance(Math.min(STEP_MS, ms - passed))
    await seen(hub)
  }
  await hub.settle()
}

/** A turn that began before time was moved does not count, and nobody wakes the next one but time: then it moves on a little. */
async function seen(hub: TestHub): Promise<void> {
  for (let looks = 1; ; looks++) {
    const { lastTickAt, counts } = (await hub.call('GET', '/api/v1/status')).body
    const isSeen = lastTickAt === new Date(hub.clock.now()).toISOString()
    if (isSeen && counts.dueGroups + counts.unsettled === 0) return
    if (looks % LOOKS_MAX === 0) hub.clock.advance(1_000)
  }
}

const LOOKS_MAX = 50
