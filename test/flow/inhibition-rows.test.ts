// In come random lives of alerts. Out goes the proof that looking sources up in rows says what a look at all open alerts says.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Store } from '../../src/contract/store.ts'
import type { Alert } from '../../src/model/alert.ts'
import type { Event, Labels } from '../../src/model/event.ts'
import { type Inhibition, inhibitionOf } from '../../src/model/inhibition.ts'
import { firstMismatch, parseMatcher } from '../../src/model/matcher.ts'
import { NOTHING } from '../../src/model/settlement.ts'
import { batchFacts, InhibitionKeeper, muted, Silences } from '../../src/stages/mute/mute.ts'
import { openStore } from '../../src/store/store.ts'

const NOW = 1_772_676_901_123
const VALUES = ['', 'x', 'y'] as const
const KEYS = 6

const matchersOf = (label: string) =>
  fc.constantFrom(`${label}="x"`, `${label}="y"`, `${label}!="x"`, `${label}=~"x|y"`)
const rules = fc
  .array(
    fc.record({
      source: fc.constantFrom('a', 'b').chain(matchersOf),
      target: fc.constantFrom('a', 'b').chain(matchersOf),
      equal: fc.subarray(['c', 'd']),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((written) => [
    ...new Map(
      written
        .map(({ source, target, equal }) =>
          inhibitionOf({ source: [parseMatcher(source)], target: [parseMatcher(target)], equal }),
        )
        .map((rule) => [rule.id, rule] as const),
    ).values(),
  ])
const labels = fc.record({
  a: fc.constantFrom(...VALUES),
  b: fc.constantFrom(...VALUES),
  c: fc.constantFrom(...VALUES),
  d: fc.constantFrom(...VALUES),
})
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('begin' as const), key: fc.nat(KEYS - 1), labels }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), key: fc.nat(KEYS - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('configure' as const), rules }) },
)

/** As the rule is written: a look at everything that is open. */
function isHeld(target: Labels, open: readonly Labels[], all: readonly Inhibition[]): boolean {
  const meets = (matchers: Inhibition['source'], found: Labels): boolean =>
    firstMismatch(matchers, found) === undefined
  return all.some(
    (rule) =>
      meets(rule.target, target) &&
      open.some(
        (source) =>
          meets(rule.source, source) &&
          rule.equal.every((label) => (source[label] ?? '') === (target[label] ?? '')) &&
          !(meets(rule.source, target) && meets(rule.target, source)),
      ),
  )
}

test('what the rows of sources hold is what a look at all open alerts holds, through restarts and new rules', async () => {
  await fc.assert(
    fc.asyncProperty(
      rules,
      fc.array(step, { minLength: 1, maxLength: 14 }),
      async (first, steps) => {
        const folder = await mkdtemp(join(tmpdir(), 'tocsin-rows-'))
        const run = new Run(await openStore(folder), first)
        try {
          for (const one of steps) {
            if (one.kind === 'restart') await run.restart(() => openStore(folder))
            else if (one.kind === 'configure') run.rules = one.rules
            else await run.settle(one.key, one.kind === 'begin' ? one.labels : undefined)
          }
        } finally {
          await run.store.close()
          await rm(folder, { recursive: true })
        }
      },
    ),
    { numRuns: 25 },
  )
}, 120_000)

/** A store with some alerts, and what is known of them beside it. */
class Run {
  store: Store
  rules: readonly Inhibition[]
  #keeper = new InhibitionKeeper()
  #count = 0
  readonly #open = new Map<string, Alert>()

  constructor(store: Store, all: readonly Inhibition[]) {
    this.store = store
    this.rules = all
  }

  async restart(open: () => Promise<Store>): Promise<void> {
    await this.store.close()
    this.store = await open()
    this.#keeper = new InhibitionKeeper()
  }

  /** One alert begins, goes on or ends; then every open one is asked about. */
  async settle(key: number, found: Labels | undefined): Promise<void> {
    const configuration = { inhibitions: this.rules, maintenance: NO_WINDOWS }
    await this.#keeper.ready(configuration, this.store, NOW)
    const known = this.#open.get(`k${key}`)
    if (found === undefined && known === undefined) return
    this.#count += 1
    const alert: Alert = {
      ...(known ?? alertOf(`k${key}`, this.#count)),
      labels: found ?? known?.labels ?? {},
      state: found ? 'firing' : 'resolved',
    }
    if (found) this.#open.set(`k${key}`, alert)
    else this.#open.delete(`k${key}`)
    await this.store.appendEvents([{ event: eventOf(this.#count), raw: '' }])
    const open = [...this.#open.values()]
    await this.store.settle(10, async (batch) => {
      const items = open.map((one) => ({
        groupId: 'g',
        pending: true,
        entry: {
          ...eventOf(1),
          subjectId: one.id,
          eventId: 'e',
          state: 'firing' as const,
          labels: one.labels,
          at: NOW,
        },
      }))
      const settlement = { ...NOTHING, alerts: [alert], items }
      const ready = { silences: new Silences(), inhibitions: this.#keeper }
      const { inhibitors, facts } = await batchFacts(
        ready,
        { batch, silences: await batch.silences(NOW), settlement, configuration },
        NOW,
      )
      const entries = items.map(({ entry }) => entry)
      const mutes = muted(entries, facts(entries), NOW)
      const expected = open
        .filter((one) =>
          isHeld(
            one.labels,
            open.map((each) => each.labels),
            this.rules,
          ),
        )
        .map(({ id }) => id)
      expect([...mutes.keys()].sort()).toEqual(expected.sort())
      return { ...NOTHING, alerts: [alert], ...(inhibitors ? { inhibitors } : {}) }
    })
  }
}

function eventOf(number: number): Event {
  return {
    id: `01${String(number).padStart(24, '0')}`,
    source: 'prom',
    kind: 'firing',
    dedupKey: `k${number}`,
    deliveryKey: `d${number}`,
    name: 'n',
    title: 't',
    severity: 'warning',
    receivedAt: NOW,
    labels: {},
    fields: [],
    links: [],
  }
}

function alertOf(dedupKey: string, number: number): Alert {
  const { id, source, severity, name, title } = eventOf(number)
  return {
    id: `al-${number}`,
    source,
    dedupKey,
    state: 'firing',
    severity,
    name,
    title,
    labels: {},
    openedAt: NOW,
    updatedAt: NOW,
    eventCount: 1,
    firstEventId: id,
    lastEventId: id,
  }
}

const NO_WINDOWS = [] as const
