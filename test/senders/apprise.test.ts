// Debian's apprise against the sandbox: a sender that was written for the platforms, by others. Its plugins insist on the
// platforms' hosts, so a driver puts our address in their place; bodies, signatures and the reading of answers are theirs.
import { execFile, execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox } from '../../src/app.ts'
import { Secret } from '../../src/base/secret.ts'
import { chatId } from '../../src/sandbox/chats.ts'

const DRIVER = join(import.meta.dirname, 'apprise_driver.py')
const SECRET = `SEC${'1'.repeat(64)}`
const DINGTALK_TOKEN = 'c0ffee00'.repeat(8)
const SLACK_TOKEN = 'T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ'

/** The Python that the `apprise` command runs on; undefined where it is not installed. */
const python = interpreterOfApprise()

function interpreterOfApprise(): string | undefined {
  try {
    const path = execFileSync('which', ['apprise'], { encoding: 'utf8' }).trim()
    return /^#!(\S+)/.exec(readFileSync(path, 'utf8'))?.[1]
  } catch {
    return undefined
  }
}

/** What of a test's context is needed: how to say that it cannot run. */
type Skipping = { skip(note: string): void }

type Outgoing = {
  readonly url: string
  readonly addresses?: Record<string, string>
  readonly body?: string
  readonly title?: string
  readonly format?: string
  /** Signs DingTalk's messages as DingTalk wants it. */
  readonly signOnce?: boolean
}
type Received = {
  readonly outcome: string
  readonly errcode?: number | string
  readonly errmsg: string
  readonly preview?: string
  readonly payload?: { readonly [name: string]: unknown }
}

let sandbox: Awaited<ReturnType<typeof startSandbox>>
let mailPort: string
/** Whether this apprise encodes DingTalk's signature itself and then again, as 1.2.0 does. */
let encodesTwice = false

beforeAll(async () => {
  const auth = { user: 'tocsin', password: new Secret('hush') }
  const sandboxMail = { host: '127.0.0.1', port: 0, auth }
  sandbox = await startSandbox({ host: '127.0.0.1', port: 0, strictTokens: false, sandboxMail })
  mailPort = sandbox.mailAddress?.split(':').at(-1) ?? ''
})
afterAll(() => sandbox.stop())
beforeEach(async (context) => {
  // A machine without apprise says so beside each test that it could not run.
  context.skip(python === undefined, 'apprise is not on the PATH: apt-get install apprise')
  for (const part of ['messages', 'faults']) {
    await fetch(`${sandbox.url}/sandbox/api/${part}`, { method: 'DELETE' })
  }
})

async function api(method: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${sandbox.url}${path}`, {
    method,
    headers,
    body: JSON.stringify(body),
  })
  expect(answer.status, await answer.text()).toBe(200)
}

async function received(platform: string, token: string): Promise<readonly Received[]> {
  const id = chatId(platform, token)
  const answer = await fetch(`${sandbox.url}/sandbox/api/messages?chat=${id}`)
  const { messages, refused } = (await answer.json()) as { [name: string]: Received[] }
  return [...(messages ?? []), ...(refused ?? [])]
}

/** Lets apprise send, and gives whether it takes the message for sent. */
async function send(message: Outgoing, context: Skipping): Promise<boolean> {
  const outgoing = [{ title: '', body: 'CPU of 王\u{1f514} is "high" & rising', ...message }]
  const said = await new Promise<string>((resolve, reject) => {
    const child = execFile(python ?? '', [DRIVER], { timeout: 60_000 }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(stderr, { cause: error })),
    )
    child.stdin?.end(JSON.stringify(outgoing))
  })
  const [result] = JSON.parse(said) as { known: boolean; sent: boolean; encodesTwice: boolean }[]
  const [schema] = message.url.split(':')
  if (result?.known !== true) context.skip(`this apprise has no ${schema}://`)
  encodesTwice = result?.encodesTwice === true
  return result?.sent === true
}

describe('apprise, to DingTalk', () => {
  const dingtalk = (secret?: string): Outgoing => ({
    url: `dingtalk://${secret === undefined ? '' : `${secret}@`}${DINGTALK_TOKEN}/13800000000`,
    addresses: { notify_url: `${sandbox.url}/sandbox/dingtalk/robot/send?access_token={token}` },
  })
  const setUp = (settings: object) =>
    api('PUT', '/sandbox/api/chats', { token: DINGTALK_TOKEN, secret: null, ...settings })

  test('posts a text', async (context) => {
    await setUp({})
    expect(await send(dingtalk(), context)).toBe(true)
    expect(await received('dingtalk', DINGTALK_TOKEN)).toMatchObject([
      { outcome: 'posted', errcode: 0, preview: 'CPU of 王\u{1f514} is "high" & rising' },
    ])
  })

  test('is refused where it encodes its signature twice, and takes the refusal for a success', async (context) => {
    await setUp({ secret: SECRET })
    expect(await send(dingtalk(SECRET), context)).toBe(true)
    const [message] = await received('dingtalk', DINGTALK_TOKEN)
    const refused = { outcome: 'refused', errcode: 310000 }
    expect(message).toMatchObject(encodesTwice ? refused : { outcome: 'posted' })
    expect(message?.errmsg).toMatch(encodesTwice ? /签名不匹配/ : /^ok$/)
  })

  test('posts when its signature is encoded once', async (context) => {
    await setUp({ secret: SECRET })
    await send({ ...dingtalk(SECRET), signOnce: true }, context)
    expect(await received('dingtalk', DINGTALK_TOKEN)).toMatchObject([{ outcome: 'posted' }])
  })

  test('is refused with a wrong secret', async (context) => {
    await setUp({ secret: SECRET })
    await send({ ...dingtalk(`SEC${'2'.repeat(64)}`), signOnce: true }, context)
    const [refused] = await received('dingtalk', DINGTALK_TOKEN)
    expect(refused).toMatchObject({ outcome: 'refused', errcode: 310000 })
  })

  test('is refused with markdown, which it sends as a text without content', async (context) => {
    await setUp({})
    const { url, addresses = {} } = dingtalk()
    const markdown = { url: `${url}?format=markdown`, addresses, title: 'CPU', format: 'markdown' }
    expect(await send(markdown, context)).toBe(true)
    const [message] = await received('dingtalk', DINGTALK_TOKEN)
    const isMended = message?.payload?.['msgtype'] === 'markdown'
    expect(message).toMatchObject(
      isMended ? { outcome: 'posted' } : { outcome: 'refused', errcode: 400402 },
    )
  })
})

describe('apprise, to Slack', () => {
  const slack = (options = ''): Outgoing => ({
    url: `slack://Tocsin@${SLACK_TOKEN}/#alerts${options}`,
    addresses: { webhook_url: `${sandbox.url}/sandbox/slack/services` },
    title: 'CPU high',
  })

  test.each(['', '?blocks=yes', '?footer=no&image=no'])('posts with %j', async (options) => {
    // What apprise makes of Slack's `ok` is not asked: version 1.2.0 compares bytes with a text, and never finds it.
    await send(slack(options), NO_SKIP)
    expect(await received('slack', SLACK_TOKEN)).toMatchObject([
      { outcome: 'posted', errmsg: 'ok' },
    ])
  })

  test.each([
    { kind: 'removed', word: 'no_service' },
    { kind: 'answer', errcode: 'invalid_token', word: 'invalid_token' },
    { kind: 'rateLimited', word: 'rate_limited' },
  ])('is refused with $word, and knows it', async ({ word, ...fault }) => {
    await api('POST', '/sandbox/api/faults', { ...fault, platform: 'slack' })
    expect(await send(slack(), NO_SKIP)).toBe(false)
    expect(await received('slack', SLACK_TOKEN)).toMatchObject([
      { outcome: 'refused', errcode: word },
    ])
  })
})

/** For what every version of apprise can send. */
const NO_SKIP: Skipping = {
  skip(note) {
    throw new Error(note)
  },
}

describe('apprise, to Teams', () => {
  test('is refused with the older card, which no flow takes', async (context) => {
    const id = '8b799edf-6f98-4d3a-9be7-2862fb4e5752'
    const url = `msteams://ops/${id}@${id}/${'a'.repeat(32)}/${id}/`
    const flow = `${sandbox.url}/sandbox/teams/workflows/f1/triggers/manual/paths/invoke?api-version=1&sig={token_b}`
    expect(await send({ url, addresses: { notify_url_v2: flow }, title: 'CPU' }, context)).toBe(
      false,
    )
    expect(await received('teams', 'f1')).toMatchObject([
      { outcome: 'refused', errcode: 'TriggerInputSchemaMismatch' },
    ])
  })
})

describe('apprise, by mail', () => {
  const mailto = (password: string): Outgoing => ({
    url: `mailto://tocsin:${password}@127.0.0.1:${mailPort}?from=tocsin@example.com&to=wang@example.com`,
    title: '严重 · CPU',
    format: 'markdown',
    body: '**CPU** 王\u{1f514}',
  })

  test('reaches the mailbox', async (context) => {
    expect(await send(mailto('hush'), context)).toBe(true)
    const [message] = await received('email', 'wang@example.com')
    expect(message).toMatchObject({ outcome: 'posted', preview: '严重 · CPU' })
    expect(message?.payload?.['html']).toContain('<strong>CPU</strong> 王\u{1f514}')
  })

  test('is refused with a wrong password, and by a mailbox that is gone', async (context) => {
    expect(await send(mailto('wrong'), context)).toBe(false)
    await api('POST', '/sandbox/api/faults', { kind: 'removed', platform: 'email' })
    expect(await send(mailto('hush'), context)).toBe(false)
    expect(await received('email', 'wang@example.com')).toMatchObject([{ errcode: 550 }])
  })
})

describe('apprise, to a receiver of JSON', () => {
  const json = (): Outgoing => ({
    url: `json://${sandbox.url.replace('http://', '')}/sandbox/webhook/ops`,
    title: 'CPU',
  })

  test('posts, and is refused where a signature is asked for', async (context) => {
    await api('PUT', '/sandbox/api/chats', { platform: 'webhook', token: 'ops', secret: null })
    expect(await send(json(), context)).toBe(true)
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    await api('PUT', '/sandbox/api/chats', { platform: 'webhook', token: 'ops', secret })
    expect(await send(json(), context)).toBe(false)
    expect(await received('webhook', 'ops')).toMatchObject([
      { outcome: 'posted', preview: 'POST CPU' },
      { outcome: 'refused', errcode: 401, errmsg: 'missing signature headers' },
    ])
  })
})

describe('apprise, where it is new enough', () => {
  test('posts to Lark', async (context) => {
    const addresses = { notify_url: `${sandbox.url}/sandbox/lark/open-apis/bot/v2/hook/{token}/` }
    expect(await send({ url: 'feishu://larktoken-1', addresses }, context)).toBe(true)
    expect(await received('lark', 'larktoken-1')).toMatchObject([{ outcome: 'posted' }])
  })

  test('posts to WeCom', async (context) => {
    const addresses = { notify_url: `${sandbox.url}/sandbox/wecom/cgi-bin/webhook/send?key={key}` }
    expect(await send({ url: 'wecombot://wecomkey-1', addresses }, context)).toBe(true)
    expect(await received('wecom', 'wecomkey-1')).toMatchObject([{ outcome: 'posted' }])
  })
})
