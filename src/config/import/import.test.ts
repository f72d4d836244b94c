import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { adapters } from '../../adapters.ts'
import { loadConfiguration } from '../config.ts'
import { type Importing, importForeign } from './import.ts'

const FIXTURES = new URL('./fixtures/', import.meta.url)
const FILES = ['alertmanager-full.yml', 'argocd-full.yaml'] as const

type Imported = Extract<Importing, { kind: 'imported' }>

function imported(text: string): Imported {
  const importing = importForeign(text)
  if (importing.kind === 'refused') throw new Error(importing.reason)
  return importing
}

const textOf = (file: string): string => readFileSync(new URL(file, FIXTURES), 'utf8')

const kindsAt = ({ notes }: Imported): unknown[] =>
  notes.map(({ line, kind, place }) => [line, kind, place])

describe.each(FILES)('%s', (file) => {
  const text = textOf(file)
  const result = imported(text)

  test('becomes the configuration beside it, and says the same of each line', async () => {
    const notes = result.notes.map(
      ({ line, kind, place, text: what }) => `${line} ${kind} ${place}\n  ${what}`,
    )
    const secrets = result.secrets.map(({ variable, line, place, as = '' }) =>
      `${variable} ${line} ${place} ${as}`.trim(),
    )
    const shown = [result.yaml, ...notes, '', ...secrets, ''].join('\n')
    await expect(shown).toMatchFileSnapshot(`./fixtures/${file}.expected.txt`)
  })

  test('tells no secret that stands in it', () => {
    expect(text).toContain('s3cret')
    expect(JSON.stringify(result)).not.toContain('s3cret')
  })

  test('points at lines that have what it speaks of', () => {
    const lines = text.split('\n')
    for (const { line, place } of [...result.notes, ...result.secrets]) {
      const last =
        place
          .replaceAll(/\[\d+\]/g, '')
          .split('.')
          .at(-1) ?? ''
      const around = lines.slice(Math.max(0, line - 2), line).join('\n')
      const isNamed = !place.endsWith(']') && !place.startsWith('argocd-notifications-secret')
      if (line > 0 && isNamed) expect(around).toContain(last)
    }
  })

  test('is taken by the check, secrets left aside', async () => {
    const loading = await loadConfiguration({
      path: 'tocsin.yaml',
      environment: Object.fromEntries(
        result.secrets.flatMap(({ variable, isText }) => (isText ? [[variable, 'user']] : [])),
      ),
      adapters,
      withoutSecrets: true,
      readFile: async (path) =>
        path === 'tocsin.yaml'
          ? { kind: 'read', bytes: new TextEncoder().encode(result.yaml) }
          : { kind: 'absent' },
    })
    const problems = loading.kind === 'broken' ? loading.problems.map(({ message }) => message) : []
    expect(problems).toEqual([])
  })
})

const route = (more: string, receivers = '[{ name: a }]'): string =>
  `route: { receiver: a${more} }\nreceivers: ${receivers}\n`

describe('what cannot be imported', () => {
  test.each<[text: string, reason: string]>([
    ['', 'there is no key such as service.…'],
    ['a: 1', 'there is no key such as service.…'],
    ['route: [', 'line 1: '],
    ['route: {}\nreceivers: []', 'root route must specify a default receiver'],
    [route(', routes: [{ receiver: b }]'), 'undefined receiver "b" used in route'],
    [route(', routes: [{ matchers: [a=~"("] }]'), 'error parsing regexp'],
  ])('is refused with a reason: %j', (text, reason) => {
    expect(importForeign(text)).toEqual({
      kind: 'refused',
      reason: expect.stringContaining(reason),
    })
  })
})

describe('an alertmanager.yml', () => {
  test('whose receiver has no integration stays silent there, and hears of nothing as the fallback', () => {
    const { yaml, notes } = imported(
      route(
        ", routes: [{ matchers: [x=y], receiver: 'null' }]",
        "[{ name: a, webhook_configs: [{ url: http://x/ }] }, { name: 'null' }]",
      ),
    )
    expect(yaml).toContain('mute: [ "nobody-is-told" ]')
    expect(yaml).toContain('fallback: "a"')
    expect(notes.map(({ place }) => place)).toEqual(['receivers[0].webhook_configs[0]'])
  })

  test('with one webhook told of recoveries and one not says so, and tells both', () => {
    const result = imported(
      route(
        '',
        '[{ name: a, webhook_configs: [{ url: http://x/ }, { url: http://y/, send_resolved: false }] }]',
      ),
    )
    expect(kindsAt(result)).toContainEqual([2, 'changed', 'receivers[0].webhook_configs[1]'])
    expect(result.yaml).not.toContain('recoveries')
  })

  test('takes one variable for a secret that several receivers share, and others for others', () => {
    const { secrets, yaml } = imported(
      `global: { slack_api_url: https://hooks.slack.com/services/x }\n${route('', "[{ name: a, slack_configs: [{}, {}] }, { name: 'a b', webhook_configs: [{ url: http://x/ }, { url: http://y/ }] }]")}`,
    )
    expect(secrets.map(({ variable }) => variable)).toEqual([
      ...['GLOBAL_SLACK_API_URL', 'A_B_URL', 'A_B_URL_2', 'PROMETHEUS_KEY'],
    ])
    expect(yaml.match(/GLOBAL_SLACK_API_URL/g)).toHaveLength(2)
  })

  test('matches and groups by the labels under which the hub keeps those that it needs itself', () => {
    const result = imported(
      route(
        ', group_by: [alert, severity], routes: [{ matchers: [severity=page], match: { source: x } }, { match_re: { name: x } }]',
      ) +
        'inhibit_rules: [{ source_matchers: [severity=a], target_matchers: [kind=b], equal: [source] }]\n',
    )
    expect(result.yaml).toContain('by: [ "exported_severity" ]')
    expect(result.yaml).toContain('[ "exported_source=\\"x\\"", "exported_severity=\\"page\\"" ]')
    expect(result.yaml).toMatch(
      /source: .*exported_severity.*\n.*target: .*exported_kind.*\n.*equal: .*exported_source/,
    )
    expect(kindsAt(result)).toEqual([
      [1, 'changed', 'route.group_by[0]'],
      [1, 'changed', 'route.routes[1].match_re.name'],
    ])
  })

  test('keeps a text that looks like a reference to the environment a text', () => {
    const { yaml } = imported(route(', routes: [{ matchers: [\'a="${HOME}"\'] }]'))
    expect(yaml).toContain('$${HOME}')
  })

  test('reads anchors and aliases', () => {
    const result = imported(
      route(', group_by: &by [team, alert], routes: [{ matchers: [x=y], group_by: *by }]'),
    )
    expect(result.yaml.match(/by: \[ "team" \]/g)).toHaveLength(2)
    expect(kindsAt(result)).toHaveLength(2)
  })

  test('with routes that are too deep says which, and keeps the others', () => {
    let inner = ''
    for (let level = 0; level < 10; level++)
      inner = `, routes: [{ matchers: [l="${level}"]${inner} }]`
    const result = imported(route(inner))
    expect(result.notes).toMatchObject([
      { kind: 'dropped', text: expect.stringContaining('8 levels') },
    ])
  })

  test('with times that are longer or shorter than any here takes the nearest', () => {
    const result = imported(route(', group_wait: 55w, repeat_interval: 1ms'))
    expect(result.yaml).toContain('wait: "366d"')
    expect(result.yaml).toContain('repeat: "1s"')
    expect(result.notes.map(({ kind }) => kind)).toEqual(['changed', 'changed'])
  })
})

describe("Argo CD's ConfigMap", () => {
  test('is taken as a manifest or as its data alone', () => {
    const data =
      'service.webhook.ding: |\n  url: $x\nsubscriptions: |\n  - recipients: [ding]\n    triggers: [on-a.b]\n'
    const alone = imported(data)
    const whole = imported(`data:\n  ${data.trimEnd().replaceAll('\n', '\n  ')}\n`)
    expect(whole.yaml).toBe(alone.yaml)
    expect(alone.yaml).toContain('name=\\"on-a.b\\"')
    expect(alone.yaml).toContain('channel: "dingtalk", url: "${X}"')
  })

  test('with one key that is no YAML costs no other, and says that Argo CD tells nothing', () => {
    const result = imported(
      'service.webhook.ding: "url: $x"\ntrigger.on-a: "- ["\ntemplate.a: "message: x"\n',
    )
    expect(kindsAt(result)).toEqual([
      [2, 'dropped', 'trigger.on-a'],
      [3, 'stays', 'template.a'],
    ])
  })

  test('without subscriptions says nothing wrong', () => {
    expect(imported('context: "argocdUrl: x"\n').yaml).toContain('type: "argocd"')
  })
})
