// In: perhaps the path of a file of bench cases (an argument). Out: ns per rendering and per compilation, beside Go's own.
// Must hold: a case's cost is its fastest round, as for Go's figures.

import { readFileSync } from 'node:fs'
import { argocdData, compile } from '../src/languages/gotemplate/gotemplate.ts'
import { parseJson } from '../src/languages/values/json.ts'
import { type GoMap, isMap, mapGet } from '../src/languages/values/kind.ts'

type Case = { readonly name: string; readonly template: string; readonly data: unknown }

/**
 * Go's fastest rounds in ns, from BENCH.md of the conformance cases: go1.26.11 on an AMD EPYC with two cores, sprig v3.3.0.
 */
const GO_NS: Readonly<Record<string, readonly [execute: number, parse: number]>> = {
  'text-only': [99, 28013],
  'one-field': [392, 34685],
  'sync-failed-message': [2814, 42499],
  'deployed-slack-attachments': [4355, 57895],
  'deployed-slack-multi-source': [4869, 59916],
  'unknown-message-range': [2559, 44476],
  'dingtalk-body': [2544, 38980],
  'sprig-chain': [14078, 38892],
  'range-100': [67304, 31001],
  'printf-compare': [6667, 36238],
}

const application = {
  metadata: { name: 'shop', labels: { team: 'web', env: 'prod' } },
  spec: { source: { repoURL: 'https://git.example.com/shop/deploy.git' } },
  status: {
    health: { status: 'Healthy' },
    sync: { status: 'Synced', revision: 'c0ffee' },
    operationState: {
      phase: 'Succeeded',
      finishedAt: '2026-03-26T08:00:20Z',
      message: 'all tasks run',
    },
    conditions: [{ message: 'one "quoted" thing' }, { message: 'another' }],
  },
}

const markdown =
  '{"msgtype":"markdown","markdown":{"title":"Argo CD","text":"### {{.app.metadata.name}}\\n' +
  '> - Status: {{.app.status.operationState.phase}}\\n> - Time: {{.app.status.operationState.finishedAt}}\\n' +
  '> - [Open]({{.context.argocdUrl}}/applications/{{.app.metadata.name}})"}}'

const ownData = argocdData({
  app: application,
  context: { argocdUrl: 'https://argocd.example.com' },
  secrets: {},
  serviceType: 'dingtalk',
  recipient: 'ops',
  now: () => 0,
})

const ownCases: readonly Case[] = [
  { name: 'own: chat message in markdown', template: markdown, data: ownData },
  {
    name: 'own: branches and a loop',
    template:
      '{{if eq .serviceType "slack"}}:warning:{{end}}{{range $i, $c := .app.status.conditions}}{{if $i}}, {{end}}{{$c.message | quote}}{{end}}',
    data: ownData,
  },
]

const ROUNDS = 8
const ROUND_NS = 60_000_000n

/** The fastest of some rounds, in ns for one call. */
function fastest(call: () => unknown): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    let count = 0
    const start = process.hrtime.bigint()
    let elapsed = 0n
    while (elapsed < ROUND_NS) {
      for (let inner = 0; inner < 50; inner++) call()
      count += 50
      elapsed = process.hrtime.bigint() - start
    }
    best = Math.min(best, Number(elapsed) / count)
  }
  return Math.round(best)
}

function measure({ name, template, data }: Case, now: number): void {
  const options = { functions: 'argocd', clock: { now: () => now } } as const
  const compiled = compile(template, options)
  const renderNs = fastest(() => compiled.render(data))
  const compileNs = fastest(() => compile(template, options))
  const [goRenderNs, goParseNs] = GO_NS[name] ?? []
  console.log(
    [name.padEnd(32), beside(renderNs, goRenderNs), beside(compileNs, goParseNs)].join(' | '),
  )
}

function beside(ns: number, goNs: number | undefined): string {
  const go = goNs === undefined ? '' : `Go ${goNs}, x${(ns / goNs).toFixed(2)}`
  return `${String(ns).padStart(8)} ns ${go.padEnd(20)}`
}

function casesOf(path: string): { cases: Case[]; now: number } {
  const file: unknown = parseJson(readFileSync(path, 'utf8'))
  const templates = isMap(file) ? mapGet(file, 'templates') : undefined
  const now = isMap(file) ? new Date(String(mapGet(file, 'now'))).getTime() : 0
  const cases = Array.isArray(templates)
    ? templates.filter(isMap).map((entry) => caseOf(entry, now))
    : []
  return { cases, now }
}

function caseOf(entry: GoMap, now: number): Case {
  const data = mapGet(entry, 'data')
  const member = (name: string) => (isMap(data) ? mapGet(data, name) : undefined)
  const context = member('context')
  const secrets = member('secrets')
  return {
    name: String(mapGet(entry, 'name')),
    template: String(mapGet(entry, 'template')),
    data: argocdData({
      app: member('app'),
      context: isMap(context) ? context : {},
      secrets: isMap(secrets) ? secrets : {},
      serviceType: String(member('serviceType')),
      recipient: String(member('recipient')),
      now: () => now,
    }),
  }
}

console.log(`${'case'.padEnd(32)} | one rendering | one compilation`)
for (const one of ownCases) measure(one, 0)
const [, , path] = process.argv
if (path !== undefined) {
  const { cases, now } = casesOf(path)
  for (const one of cases) measure(one, now)
}
