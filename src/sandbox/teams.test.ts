import { describe, expect, test } from 'vitest'
import { EMPTY_BUCKET } from './bucket.ts'
import type { SandboxRequest } from './exchange.ts'
import type { Fault } from './faults.ts'
import type { CallFacts } from './stand-in.ts'
import { type TeamsMemory, type TeamsSettings, teams } from './teams.ts'

const NOW = Date.UTC(2026, 2, 5, 2, 0, 0)
const QUERY = 'api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=abc'
type Facts = CallFacts<TeamsSettings, TeamsMemory>

function message(content: unknown): object {
  const contentType = 'application/vnd.microsoft.card.adaptive'
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] }
}

function card(...body: object[]): object {
  return { type: 'AdaptiveCard', version: '1.4', body }
}

const TEXT = { type: 'TextBlock', text: 'hello', wrap: true }

function aRequest(payload: unknown, changes: Partial<SandboxRequest> = {}): SandboxRequest {
  return {
    method: 'POST',
    path: '/sandbox/teams/workflows/f1/triggers/manual/paths/invoke',
    query: QUERY,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
    address: '10.1.2.3',
    ...changes,
  }
}

function facts(changes: Partial<Facts> = {}): Facts {
  return {
    settings: teams.defaults('teams-abcd'),
    memory: { bucket: EMPTY_BUCKET },
    fault: undefined,
    hasPosted: () => false,
    now: NOW,
    ...changes,
  }
}

/** The answer as `status code`. */
function answerTo(request: SandboxRequest, known = facts()): string {
  const { answer } = teams.decide(request, known)
  if (answer.kind !== 'answer') return answer.kind
  const body = String(answer.body)
  return body === '' ? String(answer.status) : `${answer.status} ${JSON.parse(body).error.code}`
}

describe('the call', () => {
  const signed = facts({ settings: { ...teams.defaults('x'), secret: 'abd' } })
  test.each([
    ['GET', aRequest('', { method: 'GET' }), facts(), '405 MethodNotAllowed'],
    ['no version', aRequest('', { query: 'sig=a' }), facts(), '400 MissingApiVersionParameter'],
    [
      'no signature',
      aRequest('', { query: 'api-version=1' }),
      facts(),
      '401 DirectApiAuthorizationRequired',
    ],
    ['an unknown flow', aRequest('{'), facts({ settings: undefined }), '404 WorkflowNotFound'],
    ['a wrong signature', aRequest('{'), signed, '401 DirectApiInvalidSignature'],
    [
      'too much',
      aRequest(message(card({ ...TEXT, text: 'x'.repeat(28 * 1024) }))),
      facts(),
      '413 RequestEntityTooLarge',
    ],
    ['broken JSON', aRequest('{'), facts(), '400 InvalidRequestContent'],
    ['no card', aRequest({ text: 'hello' }), facts(), '400 TriggerInputSchemaMismatch'],
    [
      'a card of Microsoft’s older kind',
      aRequest({ '@type': 'MessageCard', summary: 'x', text: 'x' }),
      facts(),
      '400 TriggerInputSchemaMismatch',
    ],
    ['a card', aRequest(message(card(TEXT))), facts(), '202'],
    [
      'a card at the newer address',
      aRequest(message(card(TEXT)), {
        path: '/sandbox/teams/powerautomate/automations/direct/workflows/f1/triggers/manual/paths/invoke',
      }),
      facts(),
      '202',
    ],
  ])('%s is answered', (_, request, known, expected) => {
    expect(teams.tokenOf(request)).toBe('f1')
    expect(answerTo(request, known)).toBe(expected)
  })

  test.each([
    ['removed', '404 WorkflowNotFound'],
    ['stopped', '400 WorkflowTriggerIsNotEnabled'],
    ['content', '403 DlpPolicyViolation'],
    ['quota', '429 QuotaExceeded'],
    ['rateLimited', '429 WorkflowTriggerRequestsThrottled'],
  ] as const)('the fault %s is answered', (kind, expected) => {
    const fault: Fault = { id: 1, kind }
    expect(answerTo(aRequest(message(card(TEXT))), facts({ fault }))).toBe(expected)
  })

  test('four runs a second, and the fifth waits', () => {
    let memory: TeamsMemory = { bucket: EMPTY_BUCKET }
    const answers = [0, 0, 0, 0, 0, 250].map((ms) => {
      const decided = teams.decide(aRequest(message(card(TEXT))), facts({ memory, now: NOW + ms }))
      memory = decided.memory
      return decided.answer
    })
    const statuses = answers.map((answer) => (answer.kind === 'answer' ? answer.status : 0))
    expect(statuses).toEqual([202, 202, 202, 202, 429, 202])
    expect(answers[4]).toMatchObject({ headers: { 'retry-after': '1' } })
  })
})

describe('a card that cannot be drawn is accepted, and its run fails', () => {
  const nested = (depth: number): object =>
    depth === 0 ? TEXT : { type: 'Container', items: [nested(depth - 1)] }
  test.each([
    ['a text for a card', 'x', 'content: expected an adaptive card'],
    ['another type', { type: 'Card' }, 'content.type: expected "AdaptiveCard"'],
    ['no version', { type: 'AdaptiveCard', body: [TEXT] }, 'content.version: missing'],
    ['a newer version', { ...card(TEXT), version: '1.6' }, 'content.version: at most 1.5'],
    ['nothing in it', card(), 'content.body: nothing to show'],
    [
      'a body that is no list',
      { ...card(), body: TEXT, actions: [{}] },
      'content.body: expected a list',
    ],
    ['an element of no type', card({ text: 'x' }), 'content.body[0].type: missing'],
    [
      'a text that is a number',
      card({ type: 'TextBlock', text: 1 }),
      'content.body[0].text: expected a text',
    ],
    [
      'facts without a value',
      card({ type: 'FactSet', facts: [{ title: 'a' }] }),
      'content.body[0].facts[0]: expected title and value as texts',
    ],
    [
      'a button without an address',
      { ...card(TEXT), actions: [{ type: 'Action.OpenUrl', title: 'x' }] },
      'content.actions[0].url: expected an address',
    ],
    [
      'an unknown action',
      { ...card(TEXT), actions: [{ type: 'Action.Http' }] },
      'content.actions[0].type: Teams has no such action',
    ],
    [
      'an id that stands twice',
      card({ ...TEXT, id: 'a' }, { ...TEXT, id: 'a' }),
      'content: an id stands twice',
    ],
    [
      'a column without items',
      card({ type: 'ColumnSet', columns: [{ items: {} }] }),
      'content.body[0].columns[0].items: expected a list',
    ],
    [
      'too deep',
      card(nested(25)),
      'content: more than 1000 elements, or more than 20 inside one another',
    ],
    [
      'too many',
      card(...Array<object>(1_001).fill({ type: 'X' })),
      'content: more than 1000 elements, or more than 20 inside one another',
    ],
  ])('%s', (_, content, reason) => {
    const decided = teams.decide(aRequest(message(content)), facts())
    expect(decided).toMatchObject({
      outcome: 'refused',
      code: 'FlowRunFailed',
      text: reason,
      answer: { status: 202, body: '' },
    })
    expect(decided.shown?.msgtype).toBe('adaptiveCard')
  })

  test('columns need no type, and what Teams does not know it leaves out', () => {
    const columns = { type: 'ColumnSet', columns: [{ width: 'stretch', items: [TEXT] }] }
    expect(teams.decide(aRequest(message(card(columns, { type: 'Chart' }))), facts()).outcome).toBe(
      'posted',
    )
  })
})

test('a person is rung who is an entity and stands in a text', () => {
  const entity = (name: string, id?: string) => ({
    type: 'mention',
    text: `<at>${name}</at>`,
    mentioned: { name, ...(id === undefined ? {} : { id }) },
  })
  const content = {
    ...card({ ...TEXT, text: '**CPU high** <at>Wang</at> <at>Nobody</at>' }),
    msteams: {
      entities: [entity('Wang', 'w@a.example'), entity('Li', 'l@a.example'), entity('Nobody')],
    },
  }
  const { shown } = teams.decide(aRequest(message(content)), facts())
  expect(shown?.mentions).toEqual({
    all: false,
    people: [{ name: 'Wang', literal: '<at>Wang</at>' }],
    missed: ['Li', 'Nobody'],
  })
  expect(shown?.preview).toBe('CPU high Wang Nobody')
})

test('the preview is the text that is read first, however deep it stands', () => {
  const inner = { type: 'Container', items: [{ ...TEXT, text: 'first' }] }
  const { shown } = teams.decide(
    aRequest(message(card(inner, { ...TEXT, text: 'second' }))),
    facts(),
  )
  expect(shown?.preview).toBe('first')
})
