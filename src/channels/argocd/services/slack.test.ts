import { afterEach, expect, test } from 'vitest'
import {
  deliver,
  type ServiceAnswer,
  ServiceStandIn,
  serviceContract,
} from '../../../../test/contract/argo-service.ts'

const TOKEN = 'xoxb-hidden-hidden'
const LINE = 'POST /api/chat.postMessage'
const HEADERS = {
  'content-type': 'application/x-www-form-urlencoded',
  authorization: `Bearer ${TOKEN}`,
}
const TAKEN = { body: { ok: true, channel: 'C1', ts: '1700000000.000100' } }

function says(error: string): readonly ServiceAnswer[] {
  return [{ body: { ok: false, error } }]
}

serviceContract({
  service: 'slack',
  options: (origin) => ({
    token: TOKEN,
    apiURL: `${origin}/api/`,
    username: 'argocd',
    icon: ':rocket:',
  }),
  recipient: 'ops',
  credentials: [TOKEN],
  rendering: { message: 'demo is synced' },
  taken: [TAKEN],
  requests: [
    [
      'a message alone',
      { message: 'a & <b> *c*' },
      [
        {
          line: LINE,
          headers: HEADERS,
          body: { channel: 'ops', text: 'a & <b> *c*', username: 'argocd', icon_emoji: ':rocket:' },
        },
      ],
    ],
    [
      'attachments and blocks, under the template’s own name',
      {
        message: 'demo',
        part: {
          attachments: '[{ "color": "#18be52" }]',
          blocks: '[ {"type": "divider"} ]',
          username: 'demo',
          icon: 'https://a.example/i.png',
          notifyBroadcast: true,
        },
      },
      [
        {
          line: LINE,
          headers: HEADERS,
          body: {
            channel: 'ops',
            text: 'demo',
            username: 'demo',
            icon_url: 'https://a.example/i.png',
            attachments: '[{"color":"#18be52"}]',
            blocks: '[{"type":"divider"}]',
            reply_broadcast: 'true',
          },
        },
      ],
    ],
    [
      'the message without attachments that are no JSON, and says so',
      { message: 'demo', part: { attachments: '[{"text": "a "b""}]', icon: 'rocket' } },
      [
        {
          line: LINE,
          headers: HEADERS,
          body: {
            channel: 'ops',
            text: 'demo\n(failed to unmarshal attachments: not JSON)',
            username: 'argocd',
          },
        },
      ],
    ],
    [
      'the hub’s own words without mark-up',
      { message: 'a & <b>', own: true },
      [
        {
          line: LINE,
          headers: HEADERS,
          body: {
            channel: 'ops',
            text: 'a &amp; &lt;b&gt;',
            username: 'argocd',
            icon_emoji: ':rocket:',
          },
        },
      ],
    ],
  ],
  judged: [
    ['taken', [TAKEN], { kind: 'sent', ref: '1700000000.000100' }],
    ['a wrong token', says('invalid_auth'), { kind: 'refused', reason: 'token' }],
    [
      'an app that was switched off',
      says('account_inactive'),
      { kind: 'refused', reason: 'disabled' },
    ],
    ['an unknown channel', says('channel_not_found'), { kind: 'refused', reason: 'token' }],
    ['an archived channel', says('is_archived'), { kind: 'refused', reason: 'disabled' }],
    ['a missing scope', says('missing_scope'), { kind: 'refused', reason: 'token' }],
    [
      'blocks that Slack does not take',
      says('invalid_blocks'),
      { kind: 'refused', reason: 'malformed' },
    ],
    ['too long', says('msg_too_long'), { kind: 'refused', reason: 'too-large' }],
    ['too many', says('ratelimited'), { kind: 'retry', reason: 'rate-limited' }],
    ['a failing server', says('internal_error'), { kind: 'retry', reason: 'busy' }],
    [
      'an error that nobody has heard of',
      says('new_error'),
      { kind: 'refused', reason: 'unknown' },
    ],
  ],
  problems: [
    ['no token', { token: '' }, undefined, 'token'],
    ['no recipient', {}, '', 'recipient'],
  ],
})

const standIn = new ServiceStandIn()
afterEach(async () => {
  await standIn.close()
  standIn.seen.length = 0
})

/** What was asked of Slack for messages with one grouping key. */
async function grouped(
  answers: readonly ServiceAnswer[],
  messages: readonly { readonly message: string; readonly deliveryPolicy?: string }[],
) {
  const apiURL = await standIn.open(answers)
  const endpoint = { service: 'slack', options: { token: TOKEN, apiURL }, recipient: 'ops' }
  const receipts = []
  for (const { message, deliveryPolicy } of messages) {
    const part = { groupingKey: 'demo', ...(deliveryPolicy !== undefined && { deliveryPolicy }) }
    receipts.push(await deliver(endpoint, { message, part }))
  }
  return { receipts, asked: standIn.seen.map(({ line, body }) => [line, body]) }
}

const THREAD = '1700000000.000100'
const FIRST = ['POST /chat.postMessage', { channel: 'ops', text: 'first' }]
const REPLY = ['POST /chat.postMessage', { channel: 'ops', text: 'second', thread_ts: THREAD }]
const UPDATE = ['POST /chat.update', { channel: 'C1', ts: THREAD, as_user: 'true', text: 'second' }]

test.each([
  ['Post', [FIRST, REPLY]],
  ['', [FIRST, REPLY]],
  ['Whatever', [FIRST, REPLY]],
  ['Update', [FIRST, UPDATE]],
  ['PostAndUpdate', [FIRST, REPLY, UPDATE]],
])('a second message of a grouping key with the policy %j', async (deliveryPolicy, expected) => {
  const messages = [{ message: 'first' }, { message: 'second', deliveryPolicy }]
  expect((await grouped([TAKEN], messages)).asked).toEqual(expected)
})

test('a message that did not arrive begins no thread', async () => {
  const answers = [{ status: 500 }, TAKEN]
  const { asked } = await grouped(answers, [{ message: 'first' }, { message: 'first' }])
  expect(asked).toEqual([FIRST, FIRST])
})

test('a message that arrived is sent, whatever becomes of the update of the first one', async () => {
  const answers = [TAKEN, TAKEN, { body: { ok: false, error: 'cant_update_message' } }]
  const messages = [{ message: 'first' }, { message: 'second', deliveryPolicy: 'PostAndUpdate' }]
  const { receipts } = await grouped(answers, messages)
  expect(receipts[1]).toMatchObject({
    kind: 'sent',
    text: expect.stringContaining('the first message was not updated'),
  })
})
