import { expect, test } from 'vitest'
import { adapters } from '../adapters.ts'
import { type Loading, loadConfiguration } from './config.ts'

const TEXT = `
sources: { aliyun: { type: cloudmonitor, key: "\${KEY}" } }
contacts:
  one: { endpoints: [{ channel: dingtalk, url: "\${ONE}", secret: "\${SIGN}" }] }
  same: { endpoints: [{ channel: dingtalk, url: "\${ONE}" }] }
  other: { endpoints: [{ channel: lark, url: { file: secrets/other }, secret: "\${SIGN}" }] }
  third: { endpoints: [{ channel: wecom, url: "\${THIRD}" }] }
  fourth: { endpoints: [{ channel: slack, url: "\${FOURTH}" }] }
  fifth: { endpoints: [{ channel: teams, url: "\${FIFTH}" }] }
  sixth: { endpoints: [{ channel: webhook, url: "\${SIXTH}", secret: "\${SIGN}", proxy: "\${PROXY}" }] }
  mail: { endpoints: [{ channel: email, address: a@example.com, from: b@example.com, host: smtp.example.com, user: u, password: "\${PASSWORD}" }] }
policies: { all: { match: [], notify: [{ to: one }] } }
`

function load(
  text: string,
  {
    environment = {},
    withoutSecrets = true,
  }: { environment?: Record<string, string>; withoutSecrets?: boolean } = {},
): Promise<Loading> {
  return loadConfiguration({
    path: '/etc/tocsin/tocsin.yaml',
    environment,
    adapters,
    withoutSecrets,
    readFile: async (path) =>
      path.endsWith('tocsin.yaml')
        ? { kind: 'read', bytes: new TextEncoder().encode(text) }
        : { kind: 'absent' },
  })
}

test('secrets that are not there are stood in for on every channel, the same robot by the same stand-in', async () => {
  const loading = await load(TEXT)
  if (loading.kind === 'broken')
    throw new Error(loading.problems.map((one) => one.message).join('\n'))
  const lanes = [...loading.configuration.contacts.values()].map(
    ({ endpoints }) => endpoints[0]?.lane,
  )
  expect(lanes).not.toContain(undefined)
  expect(new Set(lanes).size).toBe(lanes.length - 1)
  expect(lanes[1]).toBe(lanes[0])
})

test('a secret that is there is taken as it is', async () => {
  const url = 'https://oapi.dingtalk.com/robot/send?access_token=abc'
  const [one, other] = await Promise.all([load(TEXT, { environment: { ONE: url } }), load(TEXT)])
  const laneOf = (loading: Loading): string | undefined =>
    loading.kind === 'loaded'
      ? loading.configuration.contacts.get('same')?.endpoints[0]?.lane
      : undefined
  expect(laneOf(one)).toBeDefined()
  expect(laneOf(one)).not.toBe(laneOf(other))
})

test('what is no secret is missed all the same, and so is a secret that is not meant to be', async () => {
  const named = await load(TEXT.replace('match: []', 'match: [\'account="${ACCOUNT}"\']'))
  expect(named).toMatchObject({ kind: 'broken', problems: [{ code: 'TOCSIN_CONFIG_SECRET' }] })
  const empty = await load(TEXT.replace('"${SIXTH}"', '""'))
  expect(empty).toMatchObject({ kind: 'broken', problems: [{ code: 'TOCSIN_CONFIG_INVALID' }] })
})

test('a hub does not start with stand-ins', async () => {
  expect(await load(TEXT, { withoutSecrets: false })).toMatchObject({ kind: 'broken' })
})
