// The commands that the platforms' own pages show, sent by curl: nothing in between that could know us.
import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox } from '../../src/app.ts'

const run = promisify(execFile)
const hasCurl = isInstalled()

function isInstalled(): boolean {
  try {
    execFileSync('curl', ['--version'])
    return true
  } catch {
    return false
  }
}

beforeEach((context) => {
  context.skip(!hasCurl, 'curl is not on the PATH')
})

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  const sandboxMail = { host: '127.0.0.1', port: 0 }
  sandbox = await startSandbox({ host: '127.0.0.1', port: 0, strictTokens: false, sandboxMail })
})
afterAll(() => sandbox.stop())

/** What the platform says to `curl <options> <address>`: its body and its status. */
async function curl(path: string, ...options: string[]): Promise<string> {
  const address = `${sandbox.url}/sandbox/${path}`
  const { stdout } = await run('curl', [
    '-sS',
    '-m',
    '10',
    '-w',
    ' %{http_code}',
    ...options,
    address,
  ])
  return stdout
}

const JSON_TYPE = ['-H', 'Content-Type: application/json']
const SLACK = 'slack/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'
const TEAMS = 'teams/workflows/f1/triggers/manual/paths/invoke?api-version=2016-06-01&sig=x'
const CARD =
  '{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard","version":"1.2","body":[{"type":"TextBlock","text":"For Samples and Templates, see https://adaptivecards.io/samples"}]}}]}'

describe('curl, as the platforms show it', () => {
  test.each([
    [
      'DingTalk',
      'dingtalk/robot/send?access_token=x',
      ['-d', '{"msgtype": "text","text": {"content":"我就是我, 是不一样的烟火"}}', ...JSON_TYPE],
      '{"errcode":0,"errmsg":"ok"} 200',
    ],
    ['Slack', SLACK, ['-X', 'POST', ...JSON_TYPE, '--data', '{"text":"Hello, World!"}'], 'ok 200'],
    [
      'Slack, as a form',
      SLACK,
      ['--data-urlencode', 'payload={"text":"Hello & good-bye"}'],
      'ok 200',
    ],
    [
      'Slack, without the type',
      SLACK,
      ['--data', '{"text":"Hello, World!"}'],
      'invalid_payload 400',
    ],
    ['Slack, with GET', SLACK, [], 'method_not_allowed 405'],
    ['Teams', TEAMS, [...JSON_TYPE, '--data', CARD], ' 202'],
    ['a receiver', 'webhook/ops', ['-X', 'PUT', '--data', 'x=1'], '{"ok":true} 200'],
  ])('%s', async (_, path, options, answer) => {
    expect(await curl(path, ...options)).toBe(answer)
  })

  test('mail', async () => {
    const upload = run('curl', [
      ...['-sS', '-m', '10', '--url', `smtp://${sandbox.mailAddress ?? ''}`],
      ...['--mail-from', 'a@example.com', '--mail-rcpt', 'b@example.com', '-T', '-'],
    ])
    upload.child.stdin?.end('From: a@example.com\r\nSubject: hello\r\n\r\nbody\r\n')
    await upload
    const answer = await fetch(`${sandbox.url}/sandbox/api/messages`)
    expect(await answer.text()).toContain('"preview":"hello"')
  })
})
