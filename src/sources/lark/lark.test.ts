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
import { lark } from './lark.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url))

sourceContract(lark, FIXTURES)
readmeExample(lark, new URL('./', import.meta.url))
encodingsContract(lark, FIXTURES, ['json'])

describe('recorded messages', () => {
  test.each(FIXTURES)('$name reads as its expected file says', async ({ name, request }) => {
    const reading = lark.read(request, CONTEXT)
    const events = reading.kind === 'events' ? reading.events : []
    const shown = JSON.stringify(events, (key, value) => (key === 'raw' ? undefined : value), 2)
    await expect(`${shown}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.json`)
  })
})

describe('answers', () => {
  test('what is taken is answered as Lark does', () => {
    const reading = lark.read(
      postOf('{"msg_type":"text","content":{"text":"disk alert"}}'),
      CONTEXT,
    )
    if (reading.kind !== 'events') expect.fail('it was refused')
    expect(JSON.parse(reading.answer?.body ?? '')).toEqual({
      StatusCode: 0,
      StatusMessage: 'success',
      code: 0,
      data: {},
      msg: 'success',
    })
  })

  test.each([
    ['a GET', { ...postOf(''), method: 'GET' }, 200, 19_002],
    ['no type', postOf('{"content":{"text":"x"}}'), 200, 19_002],
    ['a broken body', postOf('{"msg_type":'), 400, 9499],
    ['no body', postOf(''), 400, 9499],
    ['a type that is not known', postOf('{"msg_type":"audio"}'), 400, 9499],
    ['a message without words', postOf('{"msg_type":"text","content":{}}'), 400, 9499],
    ['a card without words', postOf('{"msg_type":"interactive","card":{}}'), 400, 9499],
  ] satisfies [string, SourceRequest, number, number][])(
    '%s is refused with its code',
    (_, request, status, code) => {
      const reading = lark.read(request, CONTEXT)
      if (reading.kind !== 'unparsable') expect.fail('it was taken')
      expect(reading.answer?.status).toBe(status)
      expect(JSON.parse(reading.answer?.body ?? '')).toMatchObject({ code })
    },
  )

  test.each([
    ['l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=', 'events', 1_599_360_473],
    ['DkEDUyVoOOJ539qBvUgMyzkzIdRWlf4e/V3Rq+ONJnQ=', 'unparsable', 1_599_360_473],
    ['l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=', 'unparsable', 1_599_370_473],
  ])('with a secret the signature %s makes it %s at %i', (sign, kind, seconds) => {
    const body = JSON.stringify({
      timestamp: '1599360473',
      sign,
      msg_type: 'text',
      content: { text: 'disk alert' },
    })
    const context = { settings: { secret: new Secret('demo') }, receivedAt: seconds * 1000 }
    expect(lark.read(postOf(body), context).kind).toBe(kind)
  })
})
