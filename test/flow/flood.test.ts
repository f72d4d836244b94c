import { afterEach, describe, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { type HeardMessage, startHub, type TestHub } from '../harness/hub.ts'

const ALERTS = 10_000
const oneChat = (storm: string): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops", secret: SECops }] }
policies:
  everything: { match: [], ${storm} notify: [{ to: ops }] }
`

let hub: TestHub
afterEach(() => hub.close())

/** For whoever reads the run: the goals are figures. */
const print = (text: string): void => void process.stdout.write(`${text}\n`)

const nameOf = (number: number): string => `i-${String(number).padStart(6, '0')}`

/** When each instance was first named, by the platform's clock. */
function toldAt(messages: readonly HeardMessage[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>()
  for (const { at, payload } of messages) {
    for (const name of JSON.stringify(payload).match(/i-\d{6}/g) ?? [])
      if (!first.has(name)) first.set(name, at)
  }
  return first
}

/** The most messages in any minute. */
function busiest(messages: readonly HeardMessage[]): number {
  const inMinute = ({ at }: HeardMessage): number =>
    messages.filter((other) => other.at >= at && other.at < at + 60_000).length
  return Math.max(...messages.map(inMinute))
}

async function owedNow(): Promise<number> {
  const { endpoints } = (await hub.call('GET', '/api/v1/endpoints')).body
  return endpoints[0].owed
}

/** Lets the lane finish what it may send at this moment. The hub's own counts would look at every row. */
async function quiet(): Promise<void> {
  for (let still = 0, last = -1; still < 3; ) {
    await new Promise((resolve) => setTimeout(resolve, 4))
    const owed = await owedNow()
    still = owed === last ? still + 1 : 0
    last = owed
  }
}

describe('10,000 alerts in 10 seconds to one robot', () => {
  test('none is refused for its rate, each is named, and the critical are out within a minute', {
    timeout: 240_000,
  }, async () => {
    hub = await startHub(oneChat('storm: off,'))
    const isCritical = (number: number): boolean => number % 100 === 50
    const startedAt = hub.clock.now()
    await flood((number) => (isCritical(number) ? 'CRITICAL' : 'WARN'))
    for (let seconds = 0; seconds < 3600 && (await owedNow()) > 0; seconds++) {
      hub.clock.advance(1000)
      await quiet()
    }
    const heard = await hub.heard('ops')
    const told = toldAt(heard)
    const numbers = Array.from({ length: ALERTS }, (_, number) => number)
    const waits = (some: readonly number[]): number =>
      Math.max(...some.map((number) => (told.get(nameOf(number)) ?? Infinity) - startedAt)) / 1000
    const critical = numbers.filter(isCritical)
    const figures = {
      messages: heard.length,
      busiestMinute: busiest(heard),
      criticalOutAfterSeconds: waits(critical),
      allOutAfterSeconds: waits(numbers),
    }
    print(`10,000 alerts to one DingTalk robot: ${JSON.stringify(figures)}`)
    expect(await hub.refused()).toEqual([])
    expect(numbers.filter((number) => !told.has(nameOf(number)))).toEqual([])
    expect(figures.busiestMinute).toBeLessThanOrEqual(20)
    expect(figures.criticalOutAfterSeconds).toBeLessThanOrEqual(60)
    expect((await hub.settle()).counts).toMatchObject({ due: 0, leased: 0, dead: 0 })
  })
})

/** Posts the flood: a hundred at once, a thousand in a second. */
async function flood(levelOf: (number: number) => string): Promise<void> {
  for (let second = 0; second < 10; second++) {
    for (let from = 0; from < ALERTS / 10; from += 100) {
      const numbers = Array.from({ length: 100 }, (_, index) => second * 1000 + from + index)
      await Promise.all(
        numbers.map((number) =>
          hub.post(reboot(nameOf(number), 'Scheduled', { level: levelOf(number) })),
        ),
      )
    }
    hub.clock.advance(1000)
  }
  await hub.settle()
}

describe('the same with storms as they are by default', () => {
  test('one message a threshold, the critical within 20 seconds, and what still fires when it is over', {
    timeout: 240_000,
  }, async () => {
    hub = await startHub(oneChat(''))
    const isCritical = (number: number): boolean => number % 500 === 50
    const startedAt = hub.clock.now()
    await flood((number) => (isCritical(number) ? 'CRITICAL' : 'WARN'))
    for (let seconds = 0; seconds < 60; seconds++) {
      hub.clock.advance(1000)
      await quiet()
    }
    const early = await hub.heard('ops')
    const storms = early
      .map(({ payload }) => /Alert storm: (\d+) new/.exec(JSON.stringify(payload))?.[1])
      .filter((count) => count !== undefined)
    const critical = Array.from({ length: ALERTS }, (_, number) => number).filter(isCritical)
    const toldEarly = toldAt(early)
    const over = Array.from({ length: ALERTS / 2 }, (_, index) => index * 2 + 1)
    for (let from = 0; from < over.length; from += 200)
      await Promise.all(
        over
          .slice(from, from + 200)
          .map((number) => hub.post(reboot(nameOf(number), 'Executed', { level: 'WARN' }))),
      )
    await hub.settle()
    hub.clock.advance(300_000)
    await hub.settle()
    for (let seconds = 0; seconds < 3600 && (await owedNow()) > 0; seconds++) {
      hub.clock.advance(1000)
      await quiet()
    }
    const heard = await hub.heard('ops')
    const told = toldAt(heard)
    const goesOn = Array.from({ length: ALERTS / 2 }, (_, index) => index * 2)
    const figures = {
      storms,
      messages: heard.length,
      busiestMinute: busiest(heard),
      criticalOutAfterSeconds:
        Math.max(
          ...critical.map((number) => (toldEarly.get(nameOf(number)) ?? Infinity) - startedAt),
        ) / 1000,
    }
    print(`10,000 alerts in a storm to one DingTalk robot: ${JSON.stringify(figures)}`)
    expect(storms.length).toBeGreaterThan(0)
    expect(storms.length).toBeLessThanOrEqual(4)
    expect(figures.criticalOutAfterSeconds).toBeLessThanOrEqual(20)
    expect(await hub.refused()).toEqual([])
    expect(figures.busiestMinute).toBeLessThanOrEqual(20)
    expect(goesOn.filter((number) => !told.has(nameOf(number)))).toEqual([])
    expect((await hub.settle()).counts).toMatchObject({ due: 0, leased: 0, dead: 0, dueGroups: 0 })
  })
})

describe.each(['http502', 'drop'])('the platform is down for an hour (%s)', (kind) => {
  test('everything is told afterwards, what has resolved as such, within the limit', {
    timeout: 240_000,
  }, async () => {
    hub = await startHub(oneChat('storm: off,'))
    await hub.sandbox('POST', 'faults', { token: 'ops', kind })
    const startedAt = hub.clock.now()
    const numbers = Array.from({ length: 60 }, (_, number) => number)
    const isOver = (number: number): boolean => number % 3 === 0
    for (const number of numbers) {
      await hub.post(reboot(nameOf(number), 'Scheduled', { level: 'WARN' }))
      await hub.pass(40_000, 40_000)
    }
    for (const number of numbers.filter(isOver)) {
      await hub.post(reboot(nameOf(number), 'Executed', { level: 'WARN' }))
      await hub.pass(60_000, 60_000)
    }
    const tries = (await hub.refused()).length
    expect(await hub.heard('ops')).toEqual([])
    await hub.sandbox('DELETE', 'faults', {})
    const upAt = hub.clock.now()
    expect(upAt - startedAt).toBeGreaterThanOrEqual(3_600_000)
    await hub.pass(400_000, 4000)
    const heard = await hub.heard('ops')
    const text = heard.map(({ payload }) => JSON.stringify(payload)).join('\n')
    const told = toldAt(heard)
    const lines = (number: number): string[] =>
      text.split(/\n|\\n/).filter((line) => line.includes(nameOf(number)))
    const figures = {
      triesWhileDown: tries,
      messages: heard.length,
      busiestMinute: busiest(heard),
      allOutAfterSeconds: (Math.max(...told.values()) - upAt) / 1000,
    }
    print(`a platform down for an hour (${kind}): ${JSON.stringify(figures)}`)
    expect(numbers.filter((number) => !told.has(nameOf(number)))).toEqual([])
    for (const number of numbers) {
      const isToldAsOver = lines(number).some((line) => /✅|resolved/i.test(line))
      const isToldAsOpen = lines(number).some((line) => !/✅|resolved/i.test(line))
      expect([nameOf(number), isToldAsOver]).toEqual([nameOf(number), isOver(number)])
      if (!isOver(number)) expect([nameOf(number), isToldAsOpen]).toEqual([nameOf(number), true])
    }
    expect(figures.busiestMinute).toBeLessThanOrEqual(20)
    expect(tries).toBeLessThan(60)
    expect((await hub.settle()).counts).toMatchObject({ due: 0, leased: 0, dead: 0 })
  })
})
