import { request } from 'undici'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { IDENTITY_LIMITS } from '../../src/base/limits.ts'
import { type Answer, startHub, type TestHub } from '../harness/hub.ts'
import { type IdentityProvider, startIdentityProvider } from '../harness/identity-provider.ts'

let provider: IdentityProvider
let hub: TestHub

const config = (roles: string): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
fallback: ops
signIn:
  issuer: ${provider.issuer}
  clientId: tocsin
  clientSecret: the-client-secret
  title: Company account
  roles: ${roles}
`

beforeEach(async () => {
  provider = await startIdentityProvider({ id: 'tocsin', secret: 'the-client-secret' })
  hub = await startHub(config('{ responder: ["*"], admin: [leads] }'))
})
afterEach(async () => {
  await hub.close()
  await provider.close()
})

const LI = { sub: 's-1', preferred_username: 'li', name: '李雷' }

const cookiesOf = (answer: Answer): string =>
  [answer.headers['set-cookie']]
    .flat()
    .map((cookie) => cookie?.split(';')[0] ?? '')
    .join('; ')

/** Follows the browser's way to the provider and back; gives where it ends, and with which cookies. */
async function signIn(
  to = '',
  meanwhile: () => void = () => undefined,
): Promise<{ readonly ends: string; readonly cookies: string }> {
  const begun = await hub.call('GET', `/sign-in/provider${to}`)
  expect(begun.status).toBe(302)
  const there = await request(String(begun.headers['location']))
  const back = new URL(String(there.headers['location']))
  meanwhile()
  const ended = await hub.call('GET', back.pathname + back.search, {
    headers: { cookie: cookiesOf(begun) },
  })
  return { ends: String(ended.headers['location']), cookies: cookiesOf(ended) }
}

async function me(cookie: string) {
  return (await hub.call('GET', '/api/v1/me', { headers: { cookie } })).body
}

test('who the provider knows is signed in with the role of their groups, and comes back to where they were', async () => {
  expect((await me('')).signIn).toEqual({ isUnclaimed: true, provider: 'Company account' })
  provider.person = { ...LI, groups: ['leads'] }
  const { ends, cookies } = await signIn('?to=%2F%23%2Falerts%2F1')
  expect(ends).toBe('/#/alerts/1')
  expect((await me(cookies)).caller).toMatchObject({ name: '李雷', role: 'admin' })
  expect((await me('')).signIn.isUnclaimed).toBe(false)
})

test('a person stays one user, whose role rises with their groups and never falls below what was given', async () => {
  provider.person = LI
  const first = await me((await signIn()).cookies)
  expect(first.caller).toMatchObject({ role: 'responder', signInName: 'li' })
  provider.person = { ...LI, groups: ['leads'] }
  expect((await me((await signIn()).cookies)).caller.role).toBe('admin')
  provider.person = LI
  const { cookies } = await signIn()
  expect((await me(cookies)).caller.role).toBe('admin')
  const users = await hub.call('GET', '/api/v1/users', { headers: { cookie: cookies } })
  expect(users.body.users).toHaveLength(1)
})

test('another person with a name that is taken is another user', async () => {
  provider.person = { ...LI, groups: ['leads'] }
  const { cookies } = await signIn()
  provider.person = { ...LI, sub: 's-2', name: '李磊' }
  const other = await me((await signIn()).cookies)
  expect(other.caller).toMatchObject({ name: '李磊', role: 'responder' })
  expect(other.caller.signInName).toMatch(/^li-[0-9a-f]{8}$/)
  expect((await me(cookies)).caller).toMatchObject({ name: '李雷', role: 'admin' })
})

test('who is in no group that has a role is not let in, unless they are a user already', async () => {
  await hub.configure(config('{ admin: [leads] }'))
  provider.person = { ...LI, groups: ['sales'] }
  expect((await signIn()).ends).toBe('/#/sign-in?refused=not-let-in')
  provider.person = { ...LI, groups: 'leads' }
  expect((await signIn()).ends).toBe('/')
  provider.person = { ...LI, groups: ['sales'] }
  expect((await signIn()).ends).toBe('/')
})

test('what was declined, forged, too late or made up signs nobody in', async () => {
  expect((await signIn()).ends).toBe('/#/sign-in?refused=declined')
  provider.person = LI
  provider.isForging = true
  expect((await signIn()).ends).toBe('/#/sign-in?refused=failed')
  provider.isForging = false
  const late = await signIn('', () => hub.clock.advance(IDENTITY_LIMITS.providerMs))
  expect(late.ends).toBe('/#/sign-in?refused=too-late')
  const made = await hub.call('GET', '/sign-in/provider/back?code=code-0&state=x')
  expect(made.headers['location']).toBe('/#/sign-in?refused=too-late')
  const other = await hub.call('GET', '/sign-in/provider')
  const foreign = await hub.call('GET', '/sign-in/provider/back?code=code-0&state=another', {
    headers: { cookie: cookiesOf(other) },
  })
  expect(foreign.headers['location']).toBe('/#/sign-in?refused=failed')
  expect((await me('')).signIn.isUnclaimed).toBe(true)
})

test('a provider that does not answer, or that no configuration names, is said to be so', async () => {
  const { issuer } = provider
  await provider.close()
  const begun = await hub.call('GET', '/sign-in/provider')
  expect(begun.headers['location']).toBe('/#/sign-in?refused=failed')
  provider = await startIdentityProvider({ id: 'tocsin', secret: 'the-client-secret' })
  expect(provider.issuer).not.toBe(issuer)
  await hub.configure(
    'fallback: ops\ncontacts: { ops: { endpoints: [{ channel: dingtalk, url: "${ROBOT}ops" }] } }',
  )
  expect((await hub.call('GET', '/sign-in/provider')).headers['location']).toBe(
    '/#/sign-in?refused=none',
  )
})

test.each([
  ['https://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['/\\evil.example', '/'],
])('a link that leads to %s afterwards leads home', async (to, ends) => {
  provider.person = LI
  expect((await signIn(`?to=${encodeURIComponent(to)}`)).ends).toBe(ends)
})
