import { expect, test } from 'vitest'
import { keepSecretsApart } from './kept-secrets.ts'
import { loadText } from './testing/adapters.ts'

const ENVIRONMENT = {
  NAME: 'Ops "1"',
  SHARED: 'true',
  KEY: 'hush-key',
  REF: 'https://oapi.example.com/hush',
}
const FILES = { '/etc/tocsin/sec': 'SEChush\n' }

function textOf(endpoint: string, more = ''): string {
  return `sources: { aliyun: { type: cloudmonitor, key: "\${KEY}" } }
contacts:
  ops:
    endpoints:
      - ${endpoint}
policies: { all: { match: [], notify: [{ to: ops }] } }
fallback: ops
${more}`
}

const URL = 'https://oapi.example.com/hush'

async function apart(text: string, isMoved: boolean) {
  const options = { environment: ENVIRONMENT, files: FILES }
  const loading = await loadText(text, options)
  if (loading.kind === 'broken') throw new Error(loading.problems.map((one) => one.message).join())
  let count = 0
  const kept = keepSecretsApart(text, loading.written, { isMoved, newName: () => `K${++count}` })
  const revealed = Object.fromEntries([...kept.secrets].map(([name, one]) => [name, one.reveal()]))
  const again = await loadText(kept.text, {
    ...options,
    environment: { ...ENVIRONMENT, ...revealed },
  })
  if (again.kind === 'broken') throw new Error(again.problems.map((one) => one.message).join())
  return { ...kept, revealed, before: loading.configuration, after: again.configuration }
}

test.each([
  ['plain', `{ channel: dingtalk, url: ${URL}, secret: SEChush }`, ['K1', 'K2']],
  ['quoted', `{ channel: dingtalk, url: '${URL}', secret: "SEChush" }`, ['K1', 'K2']],
  [
    'of several lines',
    `channel: dingtalk\n        url: >-\n          ${URL}\n        secret: SEChush`,
    ['K1', 'K2'],
  ],
  ['with an anchor', `{ channel: dingtalk, url: &robot ${URL} }`, ['K1']],
  ['a reference', '{ channel: dingtalk, url: "${REF}" }', []],
  ['a reference beside text', '{ channel: dingtalk, url: "${REF}&more=1" }', []],
])(
  'a secret that is %s has a reference in its place, and means the same',
  async (_, endpoint, names) => {
    const { text, revealed, before, after } = await apart(textOf(endpoint), false)
    expect(Object.keys(revealed)).toEqual(names)
    expect(text).not.toContain('hush')
    const lanesOf = ({ contacts }: typeof before) =>
      [...contacts.values()].flatMap(({ endpoints }) => endpoints.map(({ lane }) => lane))
    expect(lanesOf(after)).toEqual(lanesOf(before))
  },
)

test('a secret that is used twice through an alias stands once', async () => {
  const more = 'network: { proxy: none }\n'
  const endpoint = `{ channel: dingtalk, url: "\${REF}", secret: &sign SEChush }
      - { channel: dingtalk, url: "\${REF}&b=1", secret: *sign }`
  const { text, revealed } = await apart(textOf(endpoint, more), false)
  expect(revealed).toEqual({ K1: 'SEChush' })
  expect(text).toContain('&sign "${K1}"')
  expect(text).toContain('proxy: none')
})

test('a secret in a file stays there, unless it is asked for', async () => {
  const endpoint = `{ channel: dingtalk, url: "\${REF}", secret: { file: sec } }`
  expect((await apart(textOf(endpoint), false)).text).toBe(textOf(endpoint))
  const { text, revealed } = await apart(textOf(endpoint), true)
  expect(text).toContain('secret: "${K1}"')
  expect(revealed).toEqual({ K1: 'SEChush' })
})

test('for another machine what is no secret is written out, as text or as it is', async () => {
  const endpoint =
    '{ channel: dingtalk, url: "${REF}", mentionAll: "${SHARED}", keywords: ["${NAME}"] }'
  expect((await apart(textOf(endpoint), false)).text).toBe(textOf(endpoint))
  const { text } = await apart(textOf(endpoint), true)
  expect(text).toContain('url: "${REF}", mentionAll: true, keywords: ["Ops \\"1\\""]')
})
