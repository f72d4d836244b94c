// An imported configuration routes as Alertmanager does: recorded cases, and random trees judged by our own reading of
// Alertmanager's file, which the recorded cases hold to it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adapters } from '../../src/adapters.ts'
import { importConfiguration, loadConfiguration } from '../../src/config/config.ts'
import { answerRoutingLine } from '../../src/config/import/jsonl.ts'
import type { Configuration, Policy } from '../../src/model/configuration.ts'
import type { Labels } from '../../src/model/event.ts'
import { compileTree } from '../../src/model/route-tree.ts'
import { hubLabel, sentLabel } from '../../src/model/sent-label.ts'
import { readCases } from './case-file.ts'
import { ownRoutingCases } from './routing.ts'

type Case = {
  readonly id: string
  readonly config_yaml: string
  readonly labels: Labels
  readonly mode?: string
  readonly receivers?: readonly string[]
  readonly routes?: readonly {
    readonly group_by: readonly string[]
    readonly group_by_all: boolean
    readonly group_wait: string
    readonly group_interval: string
    readonly repeat_interval: string
  }[]
}

/** A receiver without any integration tells nobody, in both: these get one, to see whom they reach. */
function withWebhooks(yaml: string): string {
  return yaml.replaceAll(
    /\{\s*"?name"?: ("[^"]*"|'[^']*'|[\w-]+)\s*\}/g,
    (_, name: string) => `{name: ${name}, webhook_configs: [{url: "http://127.0.0.1:1/x"}]}`,
  )
}

/** The configuration as the hub would run it, secrets left aside. */
async function imported(yaml: string): Promise<Configuration> {
  const importing = importConfiguration(withWebhooks(yaml))
  if (importing.kind === 'refused') throw new Error(importing.reason)
  const loading = await loadConfiguration({
    path: 'tocsin.yaml',
    environment: {},
    adapters,
    withoutSecrets: true,
    readFile: async () => ({ kind: 'read', bytes: new TextEncoder().encode(importing.yaml) }),
  })
  if (loading.kind === 'loaded') return loading.configuration
  throw new Error(`${loading.problems.map(({ message }) => message).join('\n')}\n${importing.yaml}`)
}

type Chosen = { readonly receiver: string; readonly group: Policy['group'] }

function choose({ policies, contacts }: Configuration, labels: Labels): readonly Chosen[] {
  const [policy] = policies
  if (!policy) throw new Error('there is no policy')
  const dressed = Object.entries(labels).map(([label, value]) => [hubLabel(label), value])
  const own = { severity: 'warning', kind: 'firing', source: 'prometheus' }
  return compileTree(policy)({ ...Object.fromEntries(dressed), ...own }).map(
    ({ notify, group }) => ({
      receiver: contacts.get(notify[0]?.to ?? '')?.name ?? '',
      group,
    }),
  )
}

const seconds = (ms: number): number => ms / 1000

/** No duration is longer here, and the import says so. */
const LONGEST = 366 * 24 * 3600

/** `1h0m0s` as Go prints it. */
function goSeconds(text: string): number {
  const [, hours = '0', minutes = '0', rest = '0'] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:([\d.]+)s)?$/.exec(text) ?? []
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest)
}

const cases = ownRoutingCases(readCases('am-routes.jsonl'))
  .map((line): Case => JSON.parse(line))
  .filter(({ receivers, mode = 'fallback' }) => receivers !== undefined && mode === 'fallback')

describe('recorded routing trees', () => {
  test('there are more than a hundred of them', () => {
    expect(cases.length).toBeGreaterThan(100)
  })

  test.each(cases)('$id reaches the same receivers, grouped in the same way', async (one) => {
    const chosen = choose(await imported(one.config_yaml), one.labels)
    expect(chosen.map(({ receiver }) => receiver)).toEqual(one.receivers)
    expect(
      chosen.map(({ group }) => [
        group.by.map((label) => sentLabel(label) ?? label),
        ...[group.waitMs, group.intervalMs, group.repeatMs].map(seconds),
      ]),
    ).toEqual(
      (one.routes ?? []).map((route) => [
        route.group_by_all ? ['alert'] : route.group_by,
        ...[route.group_wait, route.group_interval, route.repeat_interval].map((text) =>
          Math.min(goSeconds(text), LONGEST),
        ),
      ]),
    )
  })
})

const NAMES = ['a', 'b', 'c d', 'é']
const LABELS = ['team', 'severity', 'source']
const VALUES = ['x', 'y', 'xy', '']

const matcher = fc
  .tuple(
    fc.constantFrom(...LABELS),
    fc.constantFrom('=', '!=', '=~', '!~'),
    fc.constantFrom(...VALUES, 'x|y', 'x.*'),
  )
  .map(([label, operator, value]) => `'${label}${operator}"${value}"'`)

type Tree = { readonly node: string; readonly inner: readonly Tree[] }

function treeOf(depth: number): fc.Arbitrary<Tree> {
  return fc
    .record({
      receiver: fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
      matchers: fc.array(matcher, { maxLength: 2 }),
      isContinued: fc.boolean(),
      by: fc.option(fc.constantFrom('[]', "['...']", '[team]'), { nil: undefined }),
      inner: fc.array(depth === 0 ? fc.constant(LEAF) : treeOf(depth - 1), { maxLength: 3 }),
    })
    .map(({ receiver, matchers, isContinued, by, inner }) => ({
      node: [
        receiver === undefined ? '' : `receiver: '${receiver}'`,
        `matchers: [${matchers.join(', ')}]`,
        isContinued ? 'continue: true' : '',
        by === undefined ? '' : `group_by: ${by}`,
      ]
        .filter(Boolean)
        .join(', '),
      inner,
    }))
}

const LEAF: Tree = { node: 'receiver: b', inner: [] }

function written({ node, inner }: Tree): string {
  return `{ ${node}, routes: [${inner.map(written).join(', ')}] }`
}

test('random trees reach the same receivers for random labels', async () => {
  const labels = fc.dictionary(fc.constantFrom(...LABELS), fc.constantFrom(...VALUES))
  await fc.assert(
    fc.asyncProperty(
      fc.array(treeOf(3), { maxLength: 4 }),
      fc.array(labels, { minLength: 10, maxLength: 10 }),
      async (routes, alerts) => {
        const receivers = NAMES.map((name) => `{ name: '${name}' }`).join(', ')
        const yaml = `route: { receiver: a, routes: [${routes.map(written).join(', ')}] }\nreceivers: [${receivers}]\n`
        const configuration = await imported(yaml)
        for (const alert of alerts) {
          const line = JSON.stringify({ id: 1, config_yaml: yaml, labels: alert })
          const wanted: { receivers: string[] } = JSON.parse(answerRoutingLine(line))
          const reached = choose(configuration, alert).map(({ receiver }) => receiver)
          expect(reached).toEqual(wanted.receivers)
        }
      },
    ),
    { numRuns: 60, seed: 20_261_129 },
  )
}, 120_000)
