import { readdirSync, readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Secret } from '../base/secret.ts'
import type { Configuration } from '../model/configuration.ts'
import { type Loading, load } from './load.ts'
import { ADAPTERS, loadText, PATH } from './testing/adapters.ts'
import { ENVIRONMENT, fixtureText, loadFixture, printed, SENTINEL } from './testing/fixtures.ts'

const EXAMPLE = new URL('../../examples/tocsin.yaml', import.meta.url)

function loaded(loading: Loading): Configuration {
  if (loading.kind === 'broken') throw new Error(printed(loading))
  return loading.configuration
}

function messages(loading: Loading): string[] {
  return loading.kind === 'broken' ? loading.problems.map((problem) => problem.message) : []
}

describe('every fixture is answered with the text beside it', () => {
  const files = readdirSync(new URL('fixtures/', import.meta.url))
  const cases = files.filter((file) => file.endsWith('.yaml'))
  test.each(cases)('%s', async (file) => {
    const loading = await loadFixture(fixtureText(file))
    expect(printed(loading)).toBe(fixtureText(file.replace('.yaml', '.expected.txt')))
    expect(JSON.stringify(loading)).not.toContain(SENTINEL)
    expect(inspect(loading, { depth: 20 })).not.toContain(SENTINEL)
  })

  test('and there are more than ninety of them', () => {
    expect(cases.length).toBeGreaterThan(90)
  })
})

describe('child routes', () => {
  const ROUTES = fixtureText('good.yaml').replace(
    /\n {4}notify:/,
    `
    group: { by: [region], wait: 5s, repeat: 1h }
    routes:
      - { match: ['team="a"'], group: { interval: 1m } }
      - match: ['team="b"']
        recoveries: false
        continue: true
        notify: [{ to: ops, severities: [critical] }]
        routes: [{ match: ['env="x"'], group: { by: [alert] } }, { match: ['env="x"'] }]
    notify:`,
  )

  test('say whom to tell as one thing: who says a part of it has nothing of it from above', async () => {
    const text = fixtureText('good.yaml').replace(
      /\n {4}notify:/,
      `
    escalate: on-call
    routes:
      - { match: ['team="a"'] }
      - { match: ['team="b"'], notify: [{ to: ops }] }
      - { match: ['team="c"'], escalate: on-call }
    notify:`,
    )
    const steps =
      'escalationPolicies: { on-call: { steps: [{ notify: [{ contact: ops-chat }] }] } }'
    const { policies, escalationPolicies } = loaded(await loadFixture(`${text}\n${steps}\n`))
    const said = [policies[0], ...(policies[0]?.routes ?? [])].map((policy) => [
      policy?.notify.map(({ to }) => to),
      policy?.escalate,
    ])
    expect(said).toEqual([
      [['ops'], 'on-call'],
      [['ops'], 'on-call'],
      [['ops'], undefined],
      [[], 'on-call'],
    ])
    expect(escalationPolicies.get('on-call')).toEqual({
      id: 'on-call',
      steps: [{ notify: [{ to: 'ops-chat' }], waitMs: 300_000 }],
      repeat: 0,
      delayMs: 0,
    })
  })

  test('have from above what they do not say, and names that stay', async () => {
    const [policy] = loaded(await loadFixture(ROUTES)).policies
    const [one, other] = policy?.routes ?? []
    const group = { by: ['region'], waitMs: 5_000, intervalMs: 300_000, repeatMs: 3600_000 }
    expect(policy).toMatchObject({ id: 'trouble', group, recoveries: true })
    expect(one).toMatchObject({
      id: 'trouble/{team="a"}',
      group: { ...group, intervalMs: 60_000 },
      notify: [{ to: 'ops' }],
      recoveries: true,
    })
    expect(one?.continues).toBeUndefined()
    expect(other).toMatchObject({ continues: true, recoveries: false, group })
    expect(other?.routes?.map(({ id }) => id)).toEqual([
      'trouble/{team="b"}/{env="x"}',
      'trouble/{team="b"}/{env="x"}#2',
    ])
    expect(other?.routes?.[0]).toMatchObject({
      recoveries: false,
      notify: [{ to: 'ops', severities: ['critical'] }],
      group: { by: ['alert'], waitMs: 5_000, repeatMs: 3600_000 },
    })
  })

  test('are refused below the deepest level', async () => {
    const deep = (levels: number): string =>
      levels === 0 ? '[]' : `[{ routes: ${deep(levels - 1)} }]`
    const [fault] = messages(
      await loadFixture(ROUTES.replace(/routes: \[\{ match.*\]\n/, `routes: ${deep(9)}\n`)),
    )
    expect(fault).toMatch(/^Expected routes of at most 8 levels, found more/)
  })
})

describe('a good file', () => {
  test('becomes a configuration with names resolved and defaults filled in', async () => {
    const configuration = loaded(await loadFixture(fixtureText('good.yaml')))
    const contact = configuration.contacts.get('ops-chat')
    expect(contact).toMatchObject({ id: 'ops-chat', name: 'ops-chat', language: 'en' })
    expect(contact?.mobile).toBeUndefined()
    expect(contact?.endpoints[0]?.id).toMatch(/^ops-chat\/dingtalk:[0-9a-f]{12}$/)
    expect(contact?.endpoints[0]).toMatchObject({
      lane: expect.stringMatching(/^dingtalk\/[0-9a-f]{16}$/),
      contact: 'ops-chat',
      channel: 'dingtalk',
      settings: { keywords: ['CloudMonitor'] },
    })
    expect(configuration.sources[0]).toMatchObject({ name: 'aliyun', type: 'cloudmonitor' })
    expect(configuration.sources[0]?.key.reveal()).toBe(ENVIRONMENT.ALIYUN_KEY)
    expect(configuration.contactGroups.get('ops')).toEqual({ id: 'ops', contacts: ['ops-chat'] })
    expect(configuration.fallback).toBe('ops')
    const [policy] = configuration.policies
    expect(policy).toMatchObject({
      id: 'trouble',
      group: { by: ['alert'], waitMs: 0, intervalMs: 0, repeatMs: 4 * 3600_000 },
      notify: [{ to: 'ops' }],
      recoveries: true,
    })
    expect(policy?.match.map((matcher) => matcher.text)).toEqual(['product="ECS"'])
  })

  test('gives secret settings as Secrets and the others as plain values', async () => {
    const configuration = loaded(await loadFixture(fixtureText('good.yaml')))
    const settings = configuration.contacts.get('ops-chat')?.endpoints[0]?.settings
    expect(settings?.url).toBeInstanceOf(Secret)
    expect(settings?.secret).toBeInstanceOf(Secret)
    expect(Object.keys(settings ?? {})).toEqual(['url', 'secret', 'keywords'])
  })

  test('is frozen', async () => {
    const configuration = loaded(await loadFixture(fixtureText('good.yaml')))
    expect(Object.isFrozen(configuration)).toBe(true)
    expect(Object.isFrozen(configuration.policies[0]?.group)).toBe(true)
    expect(Object.isFrozen(configuration.contacts.get('ops-chat')?.endpoints)).toBe(true)
  })

  test('has the same revision whatever the secrets are, and another for another text', async () => {
    const text = fixtureText('good.yaml')
    const one = loaded(await loadFixture(text))
    const other = { ...ENVIRONMENT, OPS_SECRET: 'SECother', ALIYUN_KEY: 'another-key' }
    expect(loaded(await loadText(text, { environment: other })).revision).toBe(one.revision)
    expect(loaded(await loadFixture(`${text}# note\n`)).revision).not.toBe(one.revision)
    expect(one.revision).toMatch(/^[0-9a-f]{12}$/)
  })

  test('keeps the id of an endpoint when everything but contact and address changes', async () => {
    const text = fixtureText('good.yaml')
    const one = loaded(await loadFixture(text)).contacts.get('ops-chat')
    const edited = text
      .replace('[CloudMonitor]', '[Other]')
      .replace('    endpoints', '    language: zh\n    endpoints')
    const two = loaded(await loadFixture(edited)).contacts.get('ops-chat')
    expect(two?.endpoints[0]?.id).toBe(one?.endpoints[0]?.id)
    expect(two?.language).toBe('zh')
  })

  test('may use anchors and aliases for whole values', async () => {
    const text = fixtureText('good.yaml')
      .replace('match: [\'product="ECS"\']', 'match: &ecs [\'product="ECS"\']')
      .concat('# \n')
      .replace('fallback:', '  more: { match: *ecs, notify: [{ to: ops }] }\nfallback:')
    const { policies } = loaded(await loadFixture(text))
    expect(policies.map(({ id, match }) => [id, match[0]?.value])).toEqual([
      ['trouble', 'ECS'],
      ['more', 'ECS'],
    ])
  })

  test('with CRLF and a byte order mark means the same', async () => {
    const text = fixtureText('good.yaml')
    const other = loaded(await loadFixture(`\ufeff${text.replaceAll('\n', '\r\n')}`))
    expect(other.policies).toHaveLength(1)
    expect(other.contacts.get('ops-chat')?.endpoints).toHaveLength(1)
  })
})

describe('grouping', () => {
  const cases = [
    [
      '{ by: [region] }',
      { by: ['region'], waitMs: 10_000, intervalMs: 300_000, repeatMs: 14_400_000 },
    ],
    ['{ by: [] }', { by: [], waitMs: 10_000, intervalMs: 300_000, repeatMs: 14_400_000 }],
    ['{ by: [alert] }', { by: ['alert'], waitMs: 0, intervalMs: 0, repeatMs: 14_400_000 }],
    ['{ wait: 1h30m }', { by: ['alert'], waitMs: 5_400_000, intervalMs: 0, repeatMs: 14_400_000 }],
    [
      '{ by: [a, b], wait: 500ms, interval: 1d, repeat: 2d }',
      { by: ['a', 'b'], waitMs: 500, intervalMs: 86_400_000, repeatMs: 172_800_000 },
    ],
  ] as const
  test.each(cases)('%s is completed by its defaults', async (written, expected) => {
    const text = fixtureText('good.yaml').replace('    notify', `    group: ${written}\n    notify`)
    expect(loaded(await loadFixture(text)).policies[0]?.group).toEqual(expected)
  })
})

describe('whom a policy tells', () => {
  test('a contact that is named by itself is a group of one', async () => {
    const text = fixtureText('good.yaml')
      .replace('{ to: ops }', '{ to: ops-chat, severities: [critical, error] }')
      .replace('fallback: ops', 'fallback: ops-chat')
    const configuration = loaded(await loadFixture(text))
    expect(configuration.policies[0]?.notify).toEqual([
      { to: 'ops-chat', severities: ['critical', 'error'] },
    ])
    expect(configuration.contactGroups.get('ops-chat')).toEqual({
      id: 'ops-chat',
      contacts: ['ops-chat'],
    })
    expect(configuration.fallback).toBe('ops-chat')
  })
})

describe('secrets', () => {
  const withFile = fixtureText('good.yaml').replace(
    '"${OPS_SECRET}"',
    '{ file: "secrets/${WHICH:-sec}" }',
  )

  test('come out of a file beside the configuration, without its last line break', async () => {
    const contact = loaded(await loadFixture(withFile)).contacts.get('ops-chat')
    const secret = contact?.endpoints[0]?.settings.secret
    expect(secret instanceof Secret && secret.reveal()).toBe(`SEC${SENTINEL}`)
  })

  test('make the files that they stand in part of what is watched', async () => {
    expect((await loadFixture(withFile)).files).toEqual([PATH, '/etc/tocsin/secrets/sec'])
  })

  test('that reach a message through another setting are shown as written', async () => {
    const environment = { ...ENVIRONMENT, X: SENTINEL }
    const edits = [
      ['{ to: ops }', '{ to: "${X}" }'],
      ['[ops-chat]', '["${X}"]'],
      ['fallback: ops', 'fallback: "${X}"'],
      ['\'product="ECS"\'', '"${X}"'],
      ['\'product="ECS"\'', '\'source="${X}"\''],
      ['keywords: [CloudMonitor]', 'format: "${X}"'],
      ['keywords: [CloudMonitor]', 'mentionAll: "${X}"'],
      ['keywords: [CloudMonitor]', 'perMinute: "${X}"'],
      ['channel: dingtalk', 'channel: "${X}"'],
      ['    notify', '    group: { wait: "${X}" }\n    notify'],
      ['    notify', '    group: { by: ["${X} x"] }\n    notify'],
      ['"${OPS_SECRET}"', '{ file: "${X}" }'],
    ] as const
    for (const [from, to] of edits) {
      const loading = await loadText(fixtureText('good.yaml').replace(from, to), { environment })
      expect(printed(loading), to).toContain('${X}')
      expect(printed(loading), to).not.toContain(SENTINEL)
    }
  })

  test('that are written in place at a wrong place are masked in the line that is shown', async () => {
    const text = fixtureText('good.yaml')
    const edits = [
      ['secret: "${OPS_SECRET}"', `secert: ${SENTINEL}`],
      ['secret: "${OPS_SECRET}"', `secret "${SENTINEL}"`],
      ['secret: "${OPS_SECRET}"', `secret: "${SENTINEL}`],
      ['channel: dingtalk', `channel: dingding, token: '${SENTINEL}'`],
      ['"${OPS_URL}"', `https://example.com/robot/send?access_token=${SENTINEL} x: y`],
      ['"${OPS_URL}"', `[${SENTINEL}]`],
      ['"${OPS_URL}"', `"\${OPS_ULR:-${SENTINEL}"`],
      ['"${ALIYUN_KEY}"', `"${SENTINEL} with spaces"`],
      ['"${ALIYUN_KEY}"', `${SENTINEL} # ${SENTINEL}\n    odd: 1`],
      ['endpoints:', `endpoints: ${SENTINEL}`],
      ['keywords: [CloudMonitor]', `other: { a: ${SENTINEL} }`],
    ] as const
    for (const [from, to] of edits) {
      const loading = await loadFixture(text.replace(from, to))
      expect(loading.kind, to).toBe('broken')
      expect(printed(loading), to).not.toContain(SENTINEL)
    }
  })

  test('that an adapter quotes by mistake are taken out of its words', async () => {
    const loading = await loadFixture(fixtureText('channel-says-no.yaml'))
    expect(messages(loading)).toEqual(['"secret" begins with SEC, found ***. Copy it again.'])
  })
})

describe('values from the environment', () => {
  test('fit settings that are no texts', async () => {
    const text = fixtureText('good.yaml').replace(
      'keywords: [CloudMonitor]',
      'mentionAll: "${ALL}", perMinute: "${RATE:-7}", format: "${FORMAT}"',
    )
    const environment = { ...ENVIRONMENT, ALL: 'true', FORMAT: 'text' }
    const contact = loaded(await loadText(text, { environment })).contacts.get('ops-chat')
    expect(contact?.endpoints[0]?.settings).toMatchObject({
      mentionAll: true,
      perMinute: 7,
      format: 'text',
    })
  })

  test('may be part of a text, and a doubled dollar keeps the braces', async () => {
    const text = fixtureText('good.yaml').replace(
      '    endpoints',
      () => '    name: "${A}-$${A}-${B:-b}"\n    endpoints',
    )
    const environment = { ...ENVIRONMENT, A: '${B}' }
    expect(loaded(await loadText(text, { environment })).contacts.get('ops-chat')?.name).toBe(
      '${B}-${A}-b',
    )
  })
})

describe('a file that cannot be read', () => {
  const cases = [
    [{ kind: 'absent' }, 'does not exist'],
    [{ kind: 'denied' }, 'may not be read'],
    [{ kind: 'notAFile' }, 'not a plain file'],
    [{ kind: 'failed' }, 'cannot be read'],
    [{ kind: 'tooLarge' }, 'larger than'],
  ] as const
  test.each(cases)('%o says so', async (reading, words) => {
    const readFile = async () => reading
    const broken = await load({ path: PATH, environment: {}, readFile, adapters: ADAPTERS })
    expect(broken).toMatchObject({
      kind: 'broken',
      omitted: 0,
      problems: [{ code: 'TOCSIN_CONFIG_NOT_FOUND', file: PATH }],
    })
    expect(messages(broken)[0]).toContain(words)
  })

  test('because it is not UTF-8 says so', async () => {
    const loading = await loadText(new Uint8Array([0x61, 0xff, 0x00]))
    expect(messages(loading)[0]).toContain('not text in UTF-8')
  })
})

test('the first hundred problems are listed in the order of the file, and the rest is counted', async () => {
  const keys = Array.from({ length: 250 }, (_, index) => `odd${index}: 1`).join('\n')
  const loading = await loadText(keys)
  if (loading.kind !== 'broken') throw new Error('it loaded')
  expect(loading.problems.map((problem) => problem.line)).toEqual(
    Array.from({ length: 100 }, (_, index) => index + 1),
  )
  expect(loading.omitted).toBe(150)
})

test('the example configuration loads without a warning', async () => {
  const text = readFileSync(EXAMPLE, 'utf8')
  const environment = {
    ...ENVIRONMENT,
    ONCALL_URL: 'https://oapi.example.com/robot/send?access_token=2',
  }
  const loading = await loadText(text, { environment })
  expect(printed(loading)).toBe('loaded\n')
  expect(loaded(loading).policies.map((policy) => policy.id)).toEqual([
    'ecs-trouble',
    'state-changes',
    'production-state-changes',
  ])
})
