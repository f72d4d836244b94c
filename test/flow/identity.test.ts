import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { IDENTITY_LIMITS } from '../../src/base/limits.ts'
import { reboot } from '../harness/events.ts'
import { type Answer, startHub, type TestHub } from '../harness/hub.ts'

const CONFIG = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: ['source="aliyun"'], notify: [{ to: ops }] } }
fallback: ops
`
const PASSWORD = 'four words come along'

let hub: TestHub
beforeEach(async () => {
  hub = await startHub(CONFIG)
})
afterEach(() => hub.close())

type Who = { readonly cookie?: string; readonly token?: string }

function ask(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  { cookie, token, body, headers }: Who & { body?: object; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return hub.call(method, path, {
    ...(body ? { body: JSON.stringify(body) } : {}),
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(cookie === undefined ? {} : { cookie, 'sec-fetch-site': 'same-origin' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  })
}

/** The cookie that an answer sets, as the browser sends it back. */
function cookieIn(answer: Answer): string {
  const cookie = [answer.headers['set-cookie']].flat()[0] ?? ''
  expect(cookie).toMatch(/^tocsin-session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/)
  return cookie.split(';')[0] ?? ''
}

/** The first administrator, signed in. */
async function administrator(): Promise<string> {
  const code = await hub.app.firstInvitation()
  const body = { code, name: 'Li', displayName: '李雷', password: PASSWORD }
  const accepted = await ask('POST', '/api/v1/invitation/accept', { body })
  expect(accepted).toMatchObject({ status: 200, body: { user: { name: 'li', role: 'admin' } } })
  return cookieIn(accepted)
}

async function invite(cookie: string, name: string, role: string): Promise<string> {
  const added = await ask('POST', '/api/v1/users', { cookie, body: { name, role } })
  expect(added.status).toBe(201)
  const code = added.body.invitation.path.split('/').at(-1)
  const body = { code, password: PASSWORD }
  return cookieIn(await ask('POST', '/api/v1/invitation/accept', { body }))
}

describe('the first start', () => {
  test('who is on this machine is the administrator until somebody can sign in', async () => {
    expect((await ask('GET', '/api/v1/me')).body).toMatchObject({
      caller: { kind: 'machine', role: 'admin' },
      signIn: { isUnclaimed: true },
    })
    const cookie = await administrator()
    expect((await ask('GET', '/api/v1/status')).status).toBe(401)
    expect((await ask('GET', '/api/v1/me')).body).toEqual({ signIn: { isUnclaimed: false } })
    expect((await ask('GET', '/api/v1/status', { cookie })).status).toBe(200)
    expect((await ask('GET', '/api/v1/me', { cookie })).body.caller).toEqual({
      ...{ kind: 'user', name: '李雷', role: 'admin', signInName: 'li' },
    })
    expect(await hub.app.firstInvitation()).toBeUndefined()
  })

  test('the invitation works once, ends by itself, and a newer one takes its place', async () => {
    const older = await hub.app.firstInvitation()
    const code = await hub.app.firstInvitation()
    const good = { name: 'li', password: PASSWORD }
    const accept = (body: object) => ask('POST', '/api/v1/invitation/accept', { body })
    expect((await accept({ ...good, code: older })).status).toBe(404)
    expect((await accept({ ...good, code, password: 'short' })).status).toBe(400)
    expect((await accept({ ...good, code, name: 'a b' })).status).toBe(400)
    hub.clock.advance(IDENTITY_LIMITS.invitationMs)
    expect((await accept({ ...good, code })).status).toBe(404)
    const fresh = await hub.app.firstInvitation()
    const both = await Promise.all([1, 2].map(() => accept({ ...good, code: fresh })))
    expect(both.map(({ status }) => status).sort((one, other) => one - other)).toEqual([200, 404])
  })
})

describe('signing in', () => {
  test('a name and its password open a session, which lasts through a restart and ends when signed out', async () => {
    await administrator()
    const body = { name: ' LI ', password: PASSWORD }
    const cookie = cookieIn(await ask('POST', '/api/v1/sign-in', { body }))
    await hub.restart()
    expect((await ask('GET', '/api/v1/status', { cookie })).status).toBe(200)
    expect((await ask('GET', '/api/v1/me/sessions', { cookie })).body.sessions).toHaveLength(2)
    expect((await ask('POST', '/api/v1/sign-out', { cookie })).body).toEqual({ signedOut: true })
    expect((await ask('GET', '/api/v1/status', { cookie })).status).toBe(401)
  })

  test('a session that nobody uses ends, and one that is used does not', async () => {
    const cookie = await administrator()
    const other = cookieIn(
      await ask('POST', '/api/v1/sign-in', { body: { name: 'li', password: PASSWORD } }),
    )
    const half = IDENTITY_LIMITS.sessionIdleMs / 2
    hub.clock.advance(half)
    expect((await ask('GET', '/api/v1/status', { cookie })).status).toBe(200)
    hub.clock.advance(half)
    expect((await ask('GET', '/api/v1/status', { cookie })).status).toBe(200)
    expect((await ask('GET', '/api/v1/status', { cookie: other })).status).toBe(401)
  })

  test('after ten wrong passwords the right one has to wait too', async () => {
    await administrator()
    const attempt = (password: string) =>
      ask('POST', '/api/v1/sign-in', { body: { name: 'li', password } })
    for (let times = 0; times < IDENTITY_LIMITS.failuresOfNameMax; times++)
      expect((await attempt('not this one')).status).toBe(401)
    expect(await attempt(PASSWORD)).toMatchObject({
      status: 429,
      headers: { 'retry-after': '900' },
    })
    hub.clock.advance(IDENTITY_LIMITS.failureMs)
    expect((await attempt(PASSWORD)).status).toBe(200)
  })

  test('a page from elsewhere can use neither the cookie nor the form', async () => {
    const cookie = await administrator()
    const foreign = { cookie, headers: { 'sec-fetch-site': 'cross-site' } }
    const silence = { matchers: ['a="b"'], durationSeconds: 60, comment: '', createdBy: 'x' }
    expect((await ask('POST', '/api/v1/silences', { ...foreign, body: silence })).status).toBe(403)
    const body = { name: 'li', password: PASSWORD }
    expect((await ask('POST', '/api/v1/sign-in', { ...foreign, body })).status).toBe(403)
    const origin = { headers: { origin: 'https://evil.example', host: 'hub' } }
    expect((await ask('POST', '/api/v1/sign-in', { ...origin, body })).status).toBe(403)
  })
})

describe('roles', () => {
  test('a viewer sees, a responder answers in their own name, and only an administrator says who may do what', async () => {
    const cookie = await administrator()
    const viewer = await invite(cookie, 'watcher', 'viewer')
    const responder = await invite(cookie, 'zhao', 'responder')
    await hub.post(reboot('i-1', 'Scheduled'))
    await hub.call('GET', '/healthz')
    const { alerts } = await seen('/api/v1/alerts', cookie, (body) => body.alerts.length > 0)
    const alertId = alerts[0].id
    const acknowledge = { by: 'somebody else' }
    const path = `/api/v1/alerts/${alertId}/acknowledge`
    expect((await ask('POST', path, { cookie: viewer, body: acknowledge })).body).toMatchObject({
      code: 'TOCSIN_FORBIDDEN',
    })
    expect((await ask('POST', path, { cookie: responder, body: acknowledge })).status).toBe(200)
    const { state, answers } = await seen(
      `/api/v1/alerts/${alertId}`,
      viewer,
      (alert) => alert.answers.length > 0,
    )
    expect(state).toBe('acknowledged')
    expect(answers).toMatchObject([{ by: 'zhao' }])
    for (const [method, where] of [
      ['GET', '/api/v1/users'],
      ['GET', '/api/v1/audit'],
      ['GET', '/api/v1/tokens'],
    ] as const)
      expect((await ask(method, where, { cookie: responder })).status, where).toBe(403)
  })

  test('who is disabled or given another role feels it at once, and the last administrator cannot be', async () => {
    const cookie = await administrator()
    const zhao = await invite(cookie, 'zhao', 'responder')
    const users = (await ask('GET', '/api/v1/users', { cookie })).body.users
    const idOf = (name: string) => users.find((user: { name: string }) => user.name === name).id
    const put = (name: string, body: object) =>
      ask('PUT', `/api/v1/users/${idOf(name)}`, { cookie, body })
    expect((await put('li', { role: 'viewer' })).status).toBe(409)
    expect((await put('zhao', { role: 'editor' })).body).toMatchObject({ role: 'editor' })
    expect((await ask('GET', '/api/v1/me', { cookie: zhao })).body.caller.role).toBe('editor')
    expect((await put('zhao', { contact: 'ops' })).body).toMatchObject({ contact: 'ops' })
    expect((await put('zhao', { contact: '' })).body).not.toHaveProperty('contact')
    expect((await put('zhao', { isDisabled: true })).status).toBe(200)
    expect((await ask('GET', '/api/v1/status', { cookie: zhao })).status).toBe(401)
    const signIn = { name: 'zhao', password: PASSWORD }
    expect((await ask('POST', '/api/v1/sign-in', { body: signIn })).status).toBe(401)
    expect((await ask('DELETE', `/api/v1/users/${idOf('li')}`, { cookie })).status).toBe(409)
  })

  test('a password is changed by who knows it, and ends every session under it', async () => {
    const cookie = await administrator()
    const change = (body: object) => ask('POST', '/api/v1/me/password', { cookie, body })
    const password = 'another four words then'
    expect((await change({ current: 'not this one', password })).status).toBe(401)
    expect((await change({ current: PASSWORD, password })).status).toBe(200)
    expect((await ask('GET', '/api/v1/status', { cookie })).status).toBe(401)
    expect((await ask('POST', '/api/v1/sign-in', { body: { name: 'li', password } })).status).toBe(
      200,
    )
  })
})

describe('signing out everywhere', () => {
  const sessionsOf = async (cookie: string) =>
    (await ask('GET', '/api/v1/me/sessions', { cookie })).body.sessions.length

  test('by oneself it ends every session but this one', async () => {
    const cookie = await administrator()
    const body = { name: 'li', password: PASSWORD }
    const others = [1, 2].map(async () => cookieIn(await ask('POST', '/api/v1/sign-in', { body })))
    const [other] = await Promise.all(others)
    const ended = (await ask('DELETE', '/api/v1/me/sessions', { cookie })).body
    expect([ended, await sessionsOf(cookie)]).toEqual([{ ended: 2 }, 1])
    expect((await ask('GET', '/api/v1/status', { cookie: other ?? '' })).status).toBe(401)
  })

  test('by an administrator it ends all of somebody’s, and is in the audit log', async () => {
    const cookie = await administrator()
    const zhao = await invite(cookie, 'zhao', 'responder')
    const { users } = (await ask('GET', '/api/v1/users', { cookie })).body
    const { id } = users.find(({ name }: { name: string }) => name === 'zhao')
    expect((await ask('DELETE', `/api/v1/users/${id}/sessions`, { cookie: zhao })).status).toBe(403)
    expect((await ask('DELETE', `/api/v1/users/${id}/sessions`, { cookie })).body).toEqual({
      ended: 1,
    })
    expect((await ask('GET', '/api/v1/status', { cookie: zhao })).status).toBe(401)
    expect((await ask('DELETE', '/api/v1/users/nobody/sessions', { cookie })).status).toBe(404)
    const { entries } = (await ask('GET', '/api/v1/audit?text=ZHAO&limit=1', { cookie })).body
    expect(entries).toMatchObject([
      { action: 'user.sign-out', target: 'zhao', actor: { name: '李雷' } },
    ])
  })

  test('who has not signed in with a name has nothing to sign out of', async () => {
    expect((await ask('DELETE', '/api/v1/me/sessions')).status).toBe(403)
  })
})

describe('API tokens', () => {
  test('a token does what its role may until it runs out or is removed', async () => {
    const cookie = await administrator()
    const expiresAt = new Date(hub.clock.now() + 60_000).toISOString()
    const body = { name: 'ci', role: 'viewer', expiresAt }
    const made = (await ask('POST', '/api/v1/tokens', { cookie, body })).body
    expect(made.token).toMatch(/^tct_[\w-]{43}$/)
    const { token } = made
    expect((await ask('GET', '/api/v1/alerts', { token })).status).toBe(200)
    expect((await ask('POST', '/api/v1/silences', { token, body: {} })).status).toBe(403)
    const listed = (await ask('GET', '/api/v1/tokens', { cookie })).body.tokens
    expect(listed).toMatchObject([{ name: 'ci', usedAt: expect.any(String) }])
    expect(JSON.stringify(listed)).not.toContain(token)
    hub.clock.advance(60_000)
    expect((await ask('GET', '/api/v1/alerts', { token })).status).toBe(401)
    const lasting = (
      await ask('POST', '/api/v1/tokens', { cookie, body: { name: 'b', role: 'admin' } })
    ).body
    expect((await ask('GET', '/api/v1/users', { token: lasting.token })).status).toBe(200)
    await ask('DELETE', `/api/v1/tokens/${lasting.id}`, { cookie })
    expect((await ask('GET', '/api/v1/users', { token: lasting.token })).status).toBe(401)
  })
})

test('the audit log has each change with who made it, what was before, and no credential', async () => {
  const cookie = await administrator()
  const silence = { matchers: ['a="b"'], durationSeconds: 60, comment: 'first', createdBy: 'x' }
  const made = (await ask('POST', '/api/v1/silences', { cookie, body: silence })).body
  await ask('PUT', `/api/v1/silences/${made.id}`, {
    cookie,
    body: { ...silence, comment: 'second' },
  })
  await ask('POST', '/api/v1/preview/silence', { cookie, body: { matchers: ['a="b"'] } })
  const tokenBody = { name: 'ci', role: 'viewer' }
  const { token } = (await ask('POST', '/api/v1/tokens', { cookie, body: tokenBody })).body
  const { entries } = (await ask('GET', '/api/v1/audit', { cookie })).body
  expect(entries.map((entry: { action: string }) => entry.action)).toEqual([
    'token.create',
    'PUT /api/v1/silences/:id',
    'POST /api/v1/silences',
    'user.create',
  ])
  expect(entries[1]).toMatchObject({ actor: { kind: 'user', name: '李雷' }, target: made.id })
  expect(JSON.parse(entries[1].before).comment).toBe('first')
  expect(JSON.parse(entries[1].after).comment).toBe('second')
  for (const secret of [token, PASSWORD, '$argon2id', cookie.split('=')[1] ?? ''])
    expect(JSON.stringify(entries)).not.toContain(secret)
})

/** Asks until it is so: what was taken in is settled a moment later. */
async function seen(
  path: string,
  cookie: string,
  isSo: (body: Answer['body']) => boolean,
): Promise<Answer['body']> {
  for (let look = 0; look < 1_000; look++) {
    const { body } = await ask('GET', path, { cookie })
    if (isSo(body)) return body
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`${path} never became so`)
}
