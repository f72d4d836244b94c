import { describe, expect, test } from 'vitest'
import { EMPTY_BUCKET } from './bucket.ts'
import type { SandboxAnswer, SandboxRequest } from './exchange.ts'
import type { Fault } from './faults.ts'
import { type SlackMemory, type SlackSettings, slack } from './slack.ts'
import type { CallFacts } from './stand-in.ts'

const NOW = Date.UTC(2026, 2, 5, 2, 0, 0)
type Facts = CallFacts<SlackSettings, SlackMemory>

function aRequest(payload: unknown, changes: Partial<SandboxRequest> = {}): SandboxRequest {
  return {
    method: 'POST',
    path: '/sandbox/slack/services/T1JJ3T3L2/B1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ',
    query: '',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
    address: '10.1.2.3',
    ...changes,
  }
}

function facts(changes: Partial<Facts> = {}): Facts {
  return {
    settings: slack.defaults('slack-abcd'),
    memory: { bucket: EMPTY_BUCKET },
    fault: undefined,
    hasPosted: () => false,
    now: NOW,
    ...changes,
  }
}

function aFault(changes: Partial<Fault>): Fault {
  return { id: 1, kind: 'busy', ...changes }
}

function said(answer: SandboxAnswer): string {
  if (answer.kind !== 'answer') return answer.kind
  return `${answer.status} ${String(answer.body)}`
}

function answerTo(payload: unknown, known = facts()): string {
  return said(slack.decide(aRequest(payload), known).answer)
}

function block(content: object): object {
  return { blocks: [content] }
}

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const header = (text: string) => ({ type: 'header', text: { type: 'plain_text', text } })
const button = (changes: object) => ({
  type: 'button',
  text: { type: 'plain_text', text: 'Ack' },
  ...changes,
})
const actions = (...elements: object[]) => ({ type: 'actions', elements })

describe('the call', () => {
  test.each([
    ['GET', aRequest('', { method: 'GET' }), '405 method_not_allowed'],
    ['no team', aRequest('', { path: '/sandbox/slack/services/x/B/y' }), '404 no_team'],
    ['no token', aRequest('', { path: '/sandbox/slack/services/T1/B1' }), '404 no_service'],
    [
      'too long a path',
      aRequest('', { path: '/sandbox/slack/services/T1/B1/x/y' }),
      '404 no_service',
    ],
    ['no body', aRequest(''), '400 invalid_payload'],
    ['broken JSON', aRequest('{"text":"a'), '400 invalid_payload'],
    ['a list', aRequest('[]'), '400 invalid_payload'],
    ['an empty object', aRequest('{}'), '400 no_text'],
    ['a blank text', aRequest({ text: ' ' }), '400 no_text'],
    ['a number for a text', aRequest({ text: 1 }), '400 no_text'],
    ['a text', aRequest({ text: 'hello' }), '200 ok'],
    ['no content type', aRequest({ text: 'hello' }, { headers: {} }), '200 ok'],
    [
      'a form',
      aRequest(new URLSearchParams({ payload: '{"text":"a&b"}' }).toString(), {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
      '200 ok',
    ],
    [
      'a form without payload',
      aRequest(
        { text: 'hello' },
        { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      ),
      '400 invalid_payload',
    ],
  ])('%s is answered', (_, request, expected) => {
    expect(said(slack.decide(request, facts()).answer)).toBe(expected)
  })

  test('a token that nobody configured is no service, before its rate', () => {
    expect(answerTo({}, facts({ settings: undefined }))).toBe('404 no_service')
  })

  test.each([
    ['removed', '404 no_service'],
    ['stopped', '404 no_active_hooks'],
    ['dissolved', '410 channel_is_archived'],
    ['content', '403 action_prohibited'],
    ['quota', '403 team_disabled'],
  ] as const)('%s is refused before the rate and the payload', (kind, expected) => {
    const memory = { bucket: { used: 25, at: NOW } }
    expect(answerTo('{', facts({ fault: aFault({ kind }), memory }))).toBe(expected)
  })

  test('a fault may ask for any of Slack’s words, or for any answer', () => {
    const disturbed = (changes: Partial<Fault>) => slack.disturb(aFault(changes))?.answer
    expect(disturbed({ kind: 'answer', errcode: 'invalid_token' })).toMatchObject({
      status: 403,
      body: 'invalid_token',
    })
    expect(disturbed({ kind: 'answer', errcode: 418, errmsg: 'tea' })).toMatchObject({
      status: 418,
      body: 'tea',
    })
    expect(disturbed({ kind: 'busy' })).toMatchObject({ status: 500, body: 'rollup_error' })
    expect(disturbed({ kind: 'rateLimited' })).toBeUndefined()
  })
})

describe('the rate', () => {
  /** Answers to one message each at these seconds. */
  function statuses(seconds: readonly number[]): readonly number[] {
    let memory: SlackMemory = { bucket: EMPTY_BUCKET }
    return seconds.map((second) => {
      const decided = slack.decide(
        aRequest({ text: 'x' }),
        facts({ memory, now: NOW + second * 1_000 }),
      )
      memory = decided.memory
      return decided.answer.kind === 'answer' ? decided.answer.status : 0
    })
  }

  test('25 at once, then one a second; what is refused counts for nothing', () => {
    const all = statuses([...Array<number>(27).fill(0), 1, 1, 2, 40])
    expect(all.slice(0, 25).every((status) => status === 200)).toBe(true)
    expect(all.slice(25)).toEqual([429, 429, 200, 429, 200, 200])
  })

  test('too fast is said in JSON, with the seconds to wait', () => {
    const memory = { bucket: { used: 25, at: NOW } }
    const { answer } = slack.decide(aRequest('{'), facts({ memory }))
    expect(answer).toMatchObject({
      status: 429,
      headers: { 'retry-after': '1', 'content-type': 'application/json; charset=utf-8' },
      body: '{"retry_after":1,"ok":false,"error":"rate_limited"}',
    })
  })

  test('a fault may name the seconds', () => {
    const fault = aFault({ kind: 'rateLimited', retryAfter: 30 })
    expect(slack.decide(aRequest({ text: 'x' }), facts({ fault })).answer).toMatchObject({
      headers: { 'retry-after': '30' },
    })
  })
})

describe('blocks', () => {
  test.each([
    ['header of 150', header('h'.repeat(150)), undefined],
    ['header of 151', header('h'.repeat(151)), 'blocks[0].text.text: 151 characters, at most 150'],
    ['header of 150 emoji', header('🔴'.repeat(150)), undefined],
    [
      'header in mrkdwn',
      { type: 'header', text: { type: 'mrkdwn', text: 'x' } },
      'blocks[0].text.type: expected plain_text',
    ],
    ['section of 3,000', section('s'.repeat(3_000)), undefined],
    [
      'section of 3,001',
      section('s'.repeat(3_001)),
      'blocks[0].text.text: 3001 characters, at most 3000',
    ],
    ['section of none', section(''), 'blocks[0].text.text: empty'],
    ['section without both', { type: 'section' }, 'blocks[0]: neither text nor fields'],
    [
      'eleven fields',
      { type: 'section', fields: Array(11).fill({ type: 'mrkdwn', text: 'x' }) },
      'blocks[0].fields: 11 entries, at most 10',
    ],
    [
      'a field of 2,001',
      { type: 'section', fields: [{ type: 'mrkdwn', text: 'f'.repeat(2_001) }] },
      'blocks[0].fields[0].text: 2001 characters, at most 2000',
    ],
    ['an empty list of fields', { type: 'section', fields: [] }, 'blocks[0].fields: empty'],
    [
      'eleven context elements',
      { type: 'context', elements: Array(11).fill({ type: 'mrkdwn', text: 'x' }) },
      'blocks[0].elements: 11 entries, at most 10',
    ],
    ['divider', { type: 'divider' }, undefined],
    ['a button', actions(button({ url: 'https://a.example/' })), undefined],
    [
      'a button with an odd address',
      actions(button({ url: 'a b' })),
      'blocks[0].elements[0].url: no address',
    ],
    [
      'a button with a long address',
      actions(button({ url: `https://a.example/${'x'.repeat(3_000)}` })),
      'blocks[0].elements[0].url: 3018 characters, at most 3000',
    ],
    [
      'a button with a long text',
      actions(button({ text: { type: 'plain_text', text: 'b'.repeat(76) } })),
      'blocks[0].elements[0].text.text: 76 characters, at most 75',
    ],
    [
      'a button of an odd style',
      actions(button({ style: 'green' })),
      'blocks[0].elements[0].style: expected "primary" or "danger"',
    ],
    [
      '26 buttons',
      actions(...Array<object>(26).fill(button({}))),
      'blocks[0].elements: 26 entries, at most 25',
    ],
    ['an unknown block', { type: 'heading' }, 'blocks[0].type: no block is called "heading"'],
    ['a block of no type', {}, 'blocks[0].type: missing'],
    [
      'emoji in mrkdwn',
      { type: 'section', text: { type: 'mrkdwn', text: 'x', emoji: true } },
      'blocks[0].text.emoji: for plain_text only',
    ],
    [
      'a long id',
      { type: 'divider', block_id: 'i'.repeat(256) },
      'blocks[0].block_id: 256 characters, at most 255',
    ],
    [
      'an image without a text',
      { type: 'image', image_url: 'https://a.example/' },
      'blocks[0].alt_text: expected a text',
    ],
  ])('%s', (_, content, reason) => {
    const decided = slack.decide(aRequest(block(content)), facts())
    expect(said(decided.answer)).toBe(reason === undefined ? '200 ok' : '400 invalid_blocks')
    expect(decided.text).toBe(reason ?? 'ok')
  })

  test('51 blocks, an id that stands twice and too much markdown are refused', () => {
    const divider = { type: 'divider' }
    const markdown = { type: 'markdown', text: 'm'.repeat(6_001) }
    expect(answerTo({ blocks: Array(50).fill(divider) })).toBe('200 ok')
    expect(answerTo({ blocks: Array(51).fill(divider) })).toBe('400 invalid_blocks')
    const twice = [
      { ...divider, block_id: 'a' },
      { ...divider, block_id: 'a' },
    ]
    expect(answerTo({ blocks: twice })).toBe('400 invalid_blocks')
    expect(answerTo({ blocks: [markdown, markdown] })).toBe('400 invalid_blocks')
    expect(answerTo({ blocks: {}, text: 'x' })).toBe('400 invalid_blocks')
  })
})

describe('attachments', () => {
  test.each([
    ['with blocks', [{ color: '#E01E5A', blocks: [section('x')] }], '200 ok'],
    ['with a text', [{ text: 'x' }], '200 ok'],
    ['with a wrong block', [{ blocks: [header('')] }], '400 invalid_attachments'],
    ['with nothing', [{ color: 'good' }], '400 invalid_attachments'],
    ['that is no object', ['x'], '400 invalid_attachments'],
    ['100', Array(100).fill({ text: 'x' }), '200 ok'],
    ['101', Array(101).fill({ text: 'x' }), '400 too_many_attachments'],
  ])('an attachment %s is answered', (_, attachments, expected) => {
    expect(answerTo({ attachments })).toBe(expected)
  })
})

describe('what is shown', () => {
  test('rings for a mention, and not for an escaped one', () => {
    const text = 'for <@U123|wang> &lt;!channel&gt;'
    const { shown } = slack.decide(aRequest({ text: '[x]', ...block(section(text)) }), facts())
    expect(shown?.mentions).toEqual({
      all: false,
      people: [{ name: 'U123', literal: '<@U123>' }],
      missed: [],
    })
    const loud = slack.decide(aRequest({ text: '<!here> x' }), facts()).shown
    expect(loud?.mentions.all).toBe(true)
    expect(loud?.preview).toBe('@here x')
  })

  test('the preview is the text, without signs', () => {
    const preview = (payload: object) => slack.decide(aRequest(payload), facts()).shown?.preview
    expect(preview({ text: '*bold* &amp; <https://a.example|link>' })).toBe('bold & link')
    expect(preview({ attachments: [{ fallback: 'fall', text: 'x' }] })).toBe('fall')
    expect(preview({ attachments: [{ blocks: [header('head')] }] })).toBe('head')
    expect(preview({ text: 'x'.repeat(500) })).toHaveLength(201)
  })

  test('a text is cut after 40,000 characters, as Slack does without a word', () => {
    const { shown } = slack.decide(aRequest({ text: 'x'.repeat(40_001) }), facts())
    expect(shown?.payload).toEqual({ text: 'x'.repeat(40_000) })
  })
})
