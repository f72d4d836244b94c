import { describe, expect, test } from 'vitest'
import { encodingsContract } from '../../../test/contract/encodings.ts'
import { readmeExample } from '../../../test/contract/readme-example.ts'
import {
  CONTEXT,
  postOf,
  readFixtures,
  sourceContract,
} from '../../../test/contract/source-contract.ts'
import type { SourceRequest } from '../../contract/source.ts'
import { wecom } from './wecom.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url))

sourceContract(wecom, FIXTURES)
readmeExample(wecom, new URL('./', import.meta.url))
encodingsContract(wecom, FIXTURES, ['json'])

describe('recorded messages', () => {
  test.each(FIXTURES)('$name reads as its expected file says', async ({ name, request }) => {
    const reading = wecom.read(request, CONTEXT)
    const events = reading.kind === 'events' ? reading.events : []
    const shown = JSON.stringify(events, (key, value) => (key === 'raw' ? undefined : value), 2)
    await expect(`${shown}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.json`)
  })
})

describe('answers', () => {
  test('what is taken is answered as WeCom does', () => {
    expect(
      wecom.read(postOf('{"msgtype":"text","text":{"content":"disk alert"}}'), CONTEXT),
    ).toMatchObject({
      kind: 'events',
      answer: { status: 200, body: '{"errcode":0,"errmsg":"ok"}' },
    })
  })

  test.each([
    ['a GET', { ...postOf(''), method: 'GET' }, 43_002],
    ['no body', postOf(''), 40_008],
    ['a broken body', postOf('{"msgtype":'), 40_008],
    ['no type', postOf('{"text":{"content":"x"}}'), 40_008],
    ['a message without words', postOf('{"msgtype":"text","text":{"content":""}}'), 44_004],
    ['a card without words', postOf('{"msgtype":"template_card","template_card":{}}'), 44_004],
  ] satisfies [string, SourceRequest, number][])(
    '%s is refused with its code',
    (_, request, code) => {
      const reading = wecom.read(request, CONTEXT)
      if (reading.kind !== 'unparsable') expect.fail('it was taken')
      expect(JSON.parse(reading.answer?.body ?? '')).toMatchObject({ errcode: code })
    },
  )

  test('a file is a notice that it came', () => {
    const reading = wecom.read(postOf('{"msgtype":"file","file":{"media_id":"x"}}'), CONTEXT)
    expect(reading).toMatchObject({ kind: 'events', events: [{ kind: 'notice', title: '(file)' }] })
  })
})
