import { afterEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../src/base/clock.ts'
import { systemChance } from '../../src/base/id.ts'
import { CONFIG_LIMITS } from '../../src/base/limits.ts'
import { silentLog } from '../../src/base/log.ts'
import { openStore } from '../../src/store/store.ts'
import { EMPTY, StoredConfiguration } from '../../src/stored-configuration.ts'
import { schemaOf } from '../harness/api-schema.ts'
import { reboot } from '../harness/events.ts'
import { type Answer, startHub, type TestHub } from '../harness/hub.ts'

let hub: TestHub
afterEach(() => hub.close())

const ROBOT = 'https://oapi.example.com/robot/send?access_token=hush'

const textOf = (
  robot: string,
  policies = 'all: { match: [], notify: [{ to: ops }] }',
): string => `# Ours
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "${robot}", secret: SEChush }] }
policies:
  ${policies}
fallback: ops
`

const PATH = '/api/v1/configuration'

async function start(options: Parameters<typeof startHub>[1] = {}): Promise<void> {
  hub = await startHub(textOf(ROBOT), { inStore: true, ...options })
}

function send(
  method: 'PUT' | 'POST',
  path: string,
  { body, etag, token }: { body: object; etag?: string | undefined; token?: string },
): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    ...(etag === undefined ? {} : { 'if-match': etag }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  return hub.call(method, path, { body: JSON.stringify(body), headers })
}

async function etag(): Promise<string> {
  return String((await hub.call('GET', PATH)).headers['etag'])
}

async function save(text: string, more: object = {}): Promise<Answer> {
  return send('PUT', PATH, { body: { text, ...more }, etag: await etag() })
}

const auditOf = async () =>
  (await hub.call('GET', '/api/v1/audit')).body.entries.filter((entry: { action: string }) =>
    entry.action.startsWith('configuration.'),
  )

describe('a configuration in the store', () => {
  test('what is saved counts at once, is a revision, and stands in the audit log with what differs', async () => {
    await start()
    const before = (await hub.call('GET', PATH)).body
    expect(before).toMatchObject({ origin: 'store', newest: { number: 1 } })
    const saved = await save(
      textOf(`${hub.app.url}/sandbox/dingtalk/robot/send?access_token=ops`),
      {
        comment: 'the first robot',
      },
    )
    expect(saved.status).toBe(200)
    expect(saved.headers['etag']).toBe('"2"')
    expect(saved.body).toMatchObject({ number: 2, by: 'this machine', comment: 'the first robot' })
    await hub.post(reboot('i-1', 'Scheduled'))
    await hub.settle()
    expect((await hub.call('GET', '/sandbox/api/messages')).body.refused).toHaveLength(0)
    const [entry] = await auditOf()
    expect(entry).toMatchObject({ action: 'configuration.save', target: '2' })
    expect(JSON.parse(entry.after).diff).toContain('+  all: { match: []')
    const shown = (await hub.call('GET', PATH)).body
    expect(shown.lines.policies).toEqual({ all: 6 })
    expect(shown.digest).toBe(saved.body.digest)
  })

  test('through a restart the newest counts', async () => {
    await start()
    await save(textOf(ROBOT))
    await hub.restart()
    const { body } = await hub.call('GET', PATH)
    expect(body.newest.number).toBe(2)
    expect((await hub.call('GET', '/api/v1/policies')).body.policies).toHaveLength(1)
  })

  test('no secret of a text is shown, compared, exported or in the audit log, and all of them go on to work', async () => {
    await start()
    await save(textOf(ROBOT))
    const { text } = (await hub.call('GET', PATH)).body
    expect(text).toMatch(/url: "\$\{KEPT_\w{10}\}", secret: "\$\{KEPT_\w{10}\}"/)
    expect(text).toContain('# Ours\n')
    const edited = await save(text.replace('match: []', `match: ['severity="critical"']`))
    expect(edited.status).toBe(200)
    const looks = [
      await hub.call('GET', PATH),
      await hub.call('GET', `${PATH}/revisions/2`),
      await hub.call('GET', `${PATH}/diff?from=1&to=3`),
      await hub.call('GET', `${PATH}/export`),
      await hub.call('GET', '/api/v1/audit'),
    ]
    for (const { status, body } of looks) {
      expect(status).toBe(200)
      expect(JSON.stringify(body)).not.toMatch(/hush|test-ingest-key/)
    }
    expect((await hub.call('POST', '/in/test-ingest-key', { body: '{}' })).status).not.toBe(404)
    const { contacts } = (await hub.call('GET', '/api/v1/contacts')).body
    expect(contacts[0].endpoints).toHaveLength(1)
  })

  test('what does not check is not saved, and every problem is named with its line and column', async () => {
    await start()
    const { status, body } = await save(textOf(ROBOT, 'all: { match: [], notify: [{ to: opps }] }'))
    expect(status).toBe(422)
    expect(body).toMatchObject({
      code: 'TOCSIN_CONFIG_INVALID',
      problems: [{ code: 'TOCSIN_CONFIG_REFERENCE', line: 6, column: 36 }],
      omitted: 0,
    })
    expect(body.problems[0].message).toContain('Did you mean "ops"?')
    expect(JSON.stringify(body)).not.toContain('hush')
    expect(await etag()).toBe('"1"')
  })

  test('a change to another revision than the newest is refused with both, and one to none as well', async () => {
    await start()
    const first = await etag()
    await save(textOf(ROBOT))
    const stale = await send('PUT', PATH, { body: { text: textOf(ROBOT) }, etag: first })
    expect(stale.status).toBe(412)
    expect(stale.headers['etag']).toBe('"2"')
    expect(stale.body.code).toBe('TOCSIN_CHANGED_MEANWHILE')
    expect(stale.body.detail).toContain('Expected that revision 1 is the newest, found revision 2')
    const none = await send('PUT', PATH, { body: { text: textOf(ROBOT) } })
    expect(none).toMatchObject({ status: 428, body: { code: 'TOCSIN_MATCH_MISSING' } })
  })

  test('who has the newest is told so, without it', async () => {
    await start()
    const headers = { 'if-none-match': await etag() }
    expect(await hub.call('GET', PATH, { headers })).toMatchObject({ status: 304, body: '' })
    await save(textOf(ROBOT))
    expect((await hub.call('GET', PATH, { headers })).status).toBe(200)
  })

  test('an older text is restored as a new revision, with the secrets that it had', async () => {
    await start()
    await save(textOf(ROBOT))
    const { text } = (await hub.call('GET', PATH)).body
    await save('# Nothing\nsources: {}\n')
    const restored = await send('POST', `${PATH}/revisions/2/restore`, {
      body: { comment: 'back' },
      etag: await etag(),
    })
    expect(restored.body).toMatchObject({ number: 4, restores: 2, comment: 'back' })
    expect((await hub.call('GET', PATH)).body.text).toBe(text)
    expect((await hub.call('POST', '/in/test-ingest-key', { body: '{}' })).status).not.toBe(404)
    expect((await auditOf())[0]).toMatchObject({ action: 'configuration.restore', target: '4' })
    const { revisions } = (await hub.call('GET', `${PATH}/revisions?limit=2`)).body
    expect(revisions.map(({ number }: { number: number }) => number)).toEqual([4, 3])
  })

  test('a text is checked without being saved, and shows what would change', async () => {
    await start()
    const check = async (text: string) =>
      (await send('POST', `${PATH}/check`, { body: { text } })).body
    const good = await check('sources: {}\n')
    expect(good.problems).toEqual([])
    expect(good.warnings.length).toBeGreaterThan(0)
    expect(good.changes[0].lines.some(({ kind }: { kind: string }) => kind === 'removed')).toBe(
      true,
    )
    const bad = await check('sources: [\n')
    expect(bad.problems[0]).toMatchObject({ code: 'TOCSIN_CONFIG_SYNTAX', line: 2 })
    expect(await etag()).toBe('"1"')
  })

  test('a preview says what a text would have sent, and which alerts nobody would have heard of', async () => {
    await start()
    const robot = `${hub.app.url}/sandbox/dingtalk/robot/send?access_token=ops`
    await save(textOf(robot))
    await hub.post(reboot('i-1', 'Scheduled'))
    await hub.pass(60_000)
    const preview = async (policies: string) =>
      send('POST', `${PATH}/preview`, { body: { text: textOf(robot, policies) } })
    const none = (await preview(`none: { match: ['severity="none"'], notify: [{ to: ops }] }`)).body
    expect(none).toMatchObject({ before: 1, after: 0, missed: { count: 1 }, added: { count: 0 } })
    expect(none.missed.first[0]).toMatchObject({ source: 'aliyun', chats: [{ contact: 'ops' }] })
    expect(none.chats[0]).toMatchObject({
      contact: 'ops',
      channel: 'dingtalk',
      before: 1,
      after: 0,
    })
    const twice = `all: { match: [], notify: [{ to: ops }] }\n  more: { match: [], notify: [{ to: ops }] }`
    expect((await preview(twice)).body).toMatchObject({ after: 2, doubled: { count: 1 } })
    const broken = await preview('all: { match: 1 }')
    expect(broken.status).toBe(422)
    expect(broken.body.problems[0].line).toBe(6)
    expect((await hub.call('GET', '/api/v1/audit')).body.entries).toHaveLength(2)
  })

  test('what is answered is what the reference says', async () => {
    await start()
    await save(textOf(ROBOT))
    const body = { text: 'sources: {}\n' }
    const answers: readonly (readonly [string, string, Answer])[] = [
      ['get', '', await hub.call('GET', PATH)],
      ['get', '/revisions', await hub.call('GET', `${PATH}/revisions`)],
      ['get', '/revisions/{number}', await hub.call('GET', `${PATH}/revisions/1`)],
      ['get', '/diff', await hub.call('GET', `${PATH}/diff?from=1&to=2`)],
      ['post', '/check', await send('POST', `${PATH}/check`, { body })],
      ['post', '/preview', await send('POST', `${PATH}/preview`, { body })],
      ['put', '', await save(body.text)],
    ]
    for (const [method, path, answer] of answers) {
      expect(answer.status, path).toBe(200)
      const read = schemaOf(method, `${PATH}${path}`).safeParse(answer.body)
      expect(read.error?.issues ?? [], path).toEqual([])
    }
  })

  test('who looks may read and not change; an editor may', async () => {
    await start()
    const tokenOf = async (role: string): Promise<string> =>
      (await send('POST', '/api/v1/tokens', { body: { name: role, role } })).body.token
    const [viewer, editor] = [await tokenOf('viewer'), await tokenOf('editor')]
    const headers = { authorization: `Bearer ${viewer}` }
    expect((await hub.call('GET', PATH, { headers })).status).toBe(200)
    const change = { body: { text: textOf(ROBOT) }, etag: '"1"' }
    expect((await send('PUT', PATH, { ...change, token: viewer })).status).toBe(403)
    const saved = await send('PUT', PATH, { ...change, token: editor })
    expect(saved).toMatchObject({ status: 200, body: { by: 'editor' } })
  })

  test('of the machine it sees variables that are meant for it, and no file elsewhere', async () => {
    const environment = { TOCSIN_SECRET_SIGN: 'SECsign', HOME: '/root' }
    await start({ environment })
    const withSecret = (written: string): string =>
      textOf(ROBOT).replace('secret: SEChush', `secret: ${written}`)
    expect((await save(withSecret('"${TOCSIN_SECRET_SIGN}"'))).status).toBe(200)
    const home = await save(withSecret('"${HOME}"'))
    expect(home.body.problems[0].message).toContain('HOME is not set')
    const shown = await save(
      textOf(ROBOT).replace('ops: {', 'ops: { name: "${TOCSIN_SECRET_SIGN}",'),
    )
    expect(shown.body.problems[0]).toMatchObject({ code: 'TOCSIN_CONFIG_SECRET', line: 4 })
    expect(shown.body.problems[0].message).toContain('it would be shown')
    const file = await save(withSecret('{ file: /etc/hostname }'))
    expect(file.body.problems[0].message).toContain('lies outside the folder "configuration"')
    const given = await save(withSecret('"${SIGN}"'), { secrets: { SIGN: 'SECgiven' } })
    expect(given.status).toBe(200)
    expect(JSON.stringify((await hub.call('GET', PATH)).body)).not.toContain('SECgiven')
  })
})

describe('of two replicas on one store', () => {
  const parts = async () => {
    const clock = new ManualClock(hub.clock.now())
    const data = `${hub.data}-of-two`
    const store = await openStore(data)
    const common = { store, clock, chance: systemChance, environment: {}, data, log: silentLog }
    const [one, other] = [
      await StoredConfiguration.open(common, nothing),
      await StoredConfiguration.open(common, nothing),
    ]
    return { store, clock, one, other }
  }
  const nothing = { first: async () => EMPTY }
  const caller = { kind: 'machine', name: 'Li', role: 'admin' } as const
  const saving = { secrets: {}, comment: '', caller }

  test('one takes up what the other has saved, and neither overwrites the other', async () => {
    await start()
    const { store, clock, one, other } = await parts()
    const taken: (number | string)[] = []
    const following = other.follow({
      reconfigure: ({ sources }) => taken.push(sources.length),
      reportBroken: ([problem = '']) => taken.push(problem),
    })
    const saved = await one.save({ ...saving, text: textOf(ROBOT), expected: 1 })
    expect(saved.kind).toBe('saved')
    const late = await other.save({ ...saving, text: 'sources: {}\n', expected: 1 })
    expect(late).toMatchObject({ kind: 'stale', newest: { number: 2, by: 'Li' } })
    clock.advance(CONFIG_LIMITS.watchMs)
    await expect.poll(() => taken).toEqual([1])
    await following.stop()
    await store.close()
  })

  test('one that cannot use a revision says why and goes on with the one before, also after a start', async () => {
    await start()
    const { store, clock, one } = await parts()
    await one.save({ ...saving, text: textOf(ROBOT), expected: 1 })
    const revision = { number: 3, at: clock.now(), by: 'Li', comment: '', digest: 'x' }
    const audit = { id: 'a9', at: clock.now(), actor: caller, action: 'configuration.save' }
    const broken = { ...revision, text: 'sources: { a: {} }\n', secrets: {} }
    await store.putRevision(broken, { audit })
    const told: string[] = []
    const common = { store, clock, chance: systemChance, environment: {}, data: hub.data }
    const again = await StoredConfiguration.open({ ...common, log: silentLog }, nothing)
    expect(again.configuration.sources).toHaveLength(1)
    const following = again.follow({
      reconfigure: () => told.push('used'),
      reportBroken: (problems) => told.push(...problems),
    })
    expect(told.join()).toContain('revision 3:1:')
    await following.stop()
    await store.close()
  })
})

describe('a configuration from a file', () => {
  test('says which file and line each name comes from, and is not changed here', async () => {
    hub = await startHub(textOf(ROBOT))
    const { body } = await hub.call('GET', PATH)
    expect(body).toMatchObject({ origin: 'file', file: '/tocsin.yaml' })
    expect(body.lines).toMatchObject({ sources: { aliyun: 2 }, contacts: { ops: 4 } })
    expect(JSON.stringify(body)).not.toMatch(/hush|test-ingest-key/)
    const saved = await save(textOf(ROBOT))
    expect(saved).toMatchObject({ status: 409, body: { code: 'TOCSIN_CONFIG_READ_ONLY' } })
    expect((await hub.call('GET', `${PATH}/revisions`)).status).toBe(409)
  })
})
