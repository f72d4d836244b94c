import { describe, expect, test } from 'vitest'
import { encodingsContract } from '../../../test/contract/encodings.ts'
import { readmeExample } from '../../../test/contract/readme-example.ts'
import {
  CONTEXT,
  postOf,
  readFixtures,
  sourceContract,
} from '../../../test/contract/source-contract.ts'
import { slack } from './slack.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url))

sourceContract(slack, FIXTURES)
readmeExample(slack, new URL('./', import.meta.url))
encodingsContract(slack, FIXTURES, ['json'])

describe('recorded messages', () => {
  test.each(FIXTURES)('$name reads as its expected file says', async ({ name, request }) => {
    const reading = slack.read(request, CONTEXT)
    const events = reading.kind === 'events' ? reading.events : []
    const shown = JSON.stringify(events, (key, value) => (key === 'raw' ? undefined : value), 2)
    await expect(`${shown}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.json`)
  })
})

describe('answers', () => {
  test('what is taken is answered as Slack does', () => {
    expect(slack.read(postOf('{"text":"disk alert"}'), CONTEXT)).toMatchObject({
      kind: 'events',
      answer: { status: 200, body: 'ok' },
    })
  })

  test.each([
    ['no body', '', 'invalid_payload'],
    ['a broken body', '{"text":', 'invalid_payload'],
    ['a list', '[]', 'invalid_payload'],
    ['no text', '{"channel":"#ops"}', 'no_text'],
    ['blocks without words', '{"blocks":[{"type":"divider"}]}', 'no_text'],
    ['a payload without text', 'payload=%7B%7D', 'no_text'],
  ])('%s is refused with its word', (_, body, words) => {
    expect(slack.read(postOf(body), CONTEXT)).toMatchObject({
      kind: 'unparsable',
      answer: { status: 400, body: words },
    })
  })

  test('every attachment of several is shown', () => {
    const attachments = ['one', 'two'].map((name) => ({ title: `[FIRING] ${name}`, text: name }))
    const reading = slack.read(postOf(JSON.stringify({ attachments })), CONTEXT)
    const [event] = reading.kind === 'events' ? reading.events : []
    expect(event?.title).toBe('[FIRING] one')
    expect(event?.fields.at(-1)?.value).toBe('one\n[FIRING] two\ntwo')
  })
})
