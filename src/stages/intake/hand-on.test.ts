import { expect, test } from 'vitest'
import { Secret } from '../../base/secret.ts'
import type { SourceRequest, SourceType } from '../../contract/source.ts'
import { type Intake, takeRequest } from './intake.ts'

const INNER: SourceType = {
  type: 'inner',
  title: 'Inner',
  methods: ['POST'],
  fields: [],
  read: ({ body }, { settings }) => ({
    kind: 'unparsable',
    expected: 'A number.',
    found: `"${Buffer.from(body).toString()}" under ${Object.keys(settings).length} settings.`,
    remedy: 'Send one.',
    answer: { status: 422, contentType: 'text/plain', body: 'no number' },
  }),
}

const ENVELOPE: SourceType = {
  ...INNER,
  type: 'envelope',
  read: (request) => ({ kind: 'as', type: 'inner', request: { ...request, body: TEXT } }),
}

/** It hands on to what hands on itself. */
const LOOP: SourceType = {
  ...INNER,
  type: 'loop',
  read: (request) => ({ kind: 'as', type: 'envelope', request }),
}

const LOST: SourceType = {
  ...INNER,
  type: 'lost',
  read: (request) => ({ kind: 'as', type: 'nowhere', request }),
}

const TEXT = Buffer.from('letter')
const REQUEST: SourceRequest = { method: 'POST', path: '', query: '', headers: {}, body: TEXT }

function take(type: SourceType): Intake {
  const types = [INNER, ENVELOPE, LOOP, LOST]
  return takeRequest({
    request: REQUEST,
    source: { name: 'post', type: type.type, key: new Secret('key'), settings: { depth: 1 } },
    type,
    types: new Map(types.map((one) => [one.type, one])),
    receivedAt: 1,
    newId: () => 'id',
  })
}

test('what an envelope brings is read by the type that it names, without the settings of the envelope', () => {
  expect(take(ENVELOPE)).toMatchObject({
    kind: 'quarantine',
    fault: 'sender',
    problem: 'Expected: A number. Found: "letter" under 0 settings. Send one.',
    answer: { status: 422, body: 'no number' },
  })
})

test.each([
  [LOOP, 'envelope hands on what loop handed to it'],
  [LOST, 'lost hands on to nowhere, which does not exist'],
])('handing on without an end is our mistake, and the request is kept', (type, said) => {
  const intake = take(type)
  expect(intake).toMatchObject({ kind: 'quarantine', fault: 'ours' })
  expect(intake.kind === 'quarantine' ? intake.problem : '').toContain(said)
})
