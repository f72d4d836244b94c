import { describe, expect, test } from 'vitest'
import { encodingsContract } from '../../../test/contract/encodings.ts'
import { readmeExample } from '../../../test/contract/readme-example.ts'
import {
  CONTEXT,
  postOf,
  readFixtures,
  sourceContract,
} from '../../../test/contract/source-contract.ts'
import { Secret } from '../../base/secret.ts'
import type { SourceRequest } from '../../contract/source.ts'
import { dingtalk } from './dingtalk.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url))

sourceContract(dingtalk, FIXTURES)
readmeExample(dingtalk, new URL('./', import.meta.url))
encodingsContract(dingtalk, FIXTURES, ['json', 'form'])

describe('recorded messages', () => {
  test.each(FIXTURES)('$name reads as its expected file says', async ({ name, request }) => {
    const reading = dingtalk.read(request, CONTEXT)
    const events = reading.kind === 'events' ? reading.events : []
    const shown = JSON.stringify(events, (key, value) => (key === 'raw' ? undefined : value), 2)
    await expect(`${shown}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.json`)
  })
})

describe('answers', () => {
  const message = '{"msgtype":"text","text":{"content":"disk alert"}}'

  test('what is taken is answered as DingTalk does', () => {
    expect(dingtalk.read(postOf(message), CONTEXT)).toMatchObject({
      kind: 'events',
      answer: { status: 200, body: '{"errcode":0,"errmsg":"ok"}' },
    })
  })

  test.each([
    ['a GET', { ...postOf(''), method: 'GET', query: 'msgtype=text' }, 43_002],
    ['no body', postOf(''), 40_035],
    ['a broken body', postOf('{"msgtype":'), 40_035],
    ['a list', postOf(`[${message}]`), 40_035],
    ['no type', postOf('{"text":{"content":"x"}}'), 400_105],
    ['a type that is not known', postOf('{"msgtype":"image","image":{}}'), 400_105],
    ['a message without words', postOf('{"msgtype":"markdown","markdown":{"title":" "}}'), 400_402],
  ] satisfies [string, SourceRequest, number][])(
    '%s is refused with its code',
    (_, request, code) => {
      const reading = dingtalk.read(request, CONTEXT)
      if (reading.kind !== 'unparsable') expect.fail('it was taken')
      expect(JSON.parse(reading.answer?.body ?? '')).toMatchObject({ errcode: code })
      expect(reading.answer?.status).toBe(200)
    },
  )

  test('a markdown without a title is taken: its words are what counts', () => {
    const reading = dingtalk.read(
      postOf('{"msgtype":"markdown","markdown":{"text":"# disk alert"}}'),
      CONTEXT,
    )
    expect(reading).toMatchObject({ kind: 'events', events: [{ title: 'disk alert' }] })
  })
})

describe('a source with a secret', () => {
  const context = {
    settings: { secret: new Secret('this is secret') },
    receivedAt: 1_700_000_000_500,
  }
  const body = postOf('{"msgtype":"text","text":{"content":"disk alert"}}')
  const signed = (query: string) => dingtalk.read({ ...body, query }, context)

  test.each([
    ['encoded', 'timestamp=1700000000000&sign=sSFWELbV2YwjdDQhWZwTcWlX5BWUx5J6TPpsZmuPii0%3D'],
    ['not encoded', 'timestamp=1700000000001&sign=aOZ0Y/R7BCg4xs87AcG5MYf26YmwfVRTLD0z3X+p/mM='],
  ])('takes what is signed with it, %s', (_, query) => {
    expect(signed(`access_token=x&${query}`).kind).toBe('events')
  })

  test.each([
    ['nothing signed', '', '签名不匹配'],
    ['another secret', 'timestamp=1700000000000&sign=AAAA', '签名不匹配'],
    ['an old time', 'timestamp=1699990000000&sign=AAAA', '签名过期'],
    ['no time', 'timestamp=now&sign=AAAA', '签名过期'],
  ])('refuses %s', (_, query, words) => {
    const reading = signed(query)
    if (reading.kind !== 'unparsable') expect.fail('it was taken')
    const answer: { errcode: number; errmsg: string } = JSON.parse(reading.answer?.body ?? '')
    expect(answer.errcode).toBe(310_000)
    expect(answer.errmsg).toContain(words)
  })

  test('without one a signature that comes along is ignored', () => {
    expect(dingtalk.read({ ...body, query: 'timestamp=1&sign=x' }, CONTEXT).kind).toBe('events')
  })
})
