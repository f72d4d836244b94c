import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { WireTemplatePreview } from '../../src/api/wire-templates.ts'
import { TEMPLATE_PREVIEW_LIMITS } from '../../src/base/limits.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const CONFIG = `
sources:
  aliyun: { type: cloudmonitor, key: test-ingest-key }
  relay: { type: generic, key: test-generic-key }
contacts:
  ops: { zone: Asia/Shanghai, template: short, endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
policies:
  all: { match: [], notify: [{ to: ops }], routes: [{ match: ['a="b"'], notify: [{ to: ops, template: card }] }] }
templates:
  short: '{{ .title }} ({{ .labels.region }})'
  card: { raw: '{ "msgtype": "text", "text": { "content": "{{ .title }}" } }' }
fallback: ops
`

let hub: TestHub
beforeEach(async () => {
  hub = await startHub(CONFIG)
})
afterEach(() => hub.close())

async function preview(body: object): Promise<WireTemplatePreview> {
  const answer = await ask(body)
  expect(answer).toMatchObject({ status: 200 })
  return answer.body
}

function ask(body: object) {
  return hub.call('POST', '/api/v1/templates/preview', {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
}

function bodiesOf({ messages }: WireTemplatePreview): Readonly<Record<string, string>> {
  return Object.fromEntries(messages.map(({ channel, body }) => [channel, body]))
}

test('the templates of the configuration are listed with their parts and who names them', async () => {
  expect((await hub.call('GET', '/api/v1/templates')).body).toEqual({
    templates: [
      { name: 'short', text: '{{ .title }} ({{ .labels.region }})', usedBy: ['ops'] },
      { name: 'card', raw: expect.stringContaining('msgtype'), usedBy: ['all'] },
    ],
  })
})

describe('a template that is tried out', () => {
  test('is drawn for each platform as the real channels draw it, with its size against the limit', async () => {
    const shown = await preview({
      title: 'ALARM {{ .severity }}',
      text: '{{ .labels.region }} is ill',
    })
    expect(shown.faults).toEqual([])
    expect(shown.messages.map(({ channel, size }) => [channel, size?.unit, size?.most])).toEqual([
      ['dingtalk', 'bytes', 20_000],
      ['lark', 'bytes', 19_800],
      ['wecom', 'bytes', 4_096],
      ['slack', 'blocks', 50],
    ])
    for (const { channel, body, size } of shown.messages) {
      expect(JSON.parse(body), channel).toBeTypeOf('object')
      expect(body, channel).toContain('ALARM critical')
      expect(body, channel).toContain('cn-hangzhou is ill')
      expect(size?.used, channel).toBeGreaterThan(0)
    }
    expect(JSON.parse(bodiesOf(shown)['lark'] ?? '')).toMatchObject({ msg_type: 'interactive' })
  })

  test('tells what a source reads from a payload, in the language that is asked for', async () => {
    const payload = JSON.stringify({
      id: 7,
      title: 'Disk full',
      severity: 'critical',
      host: 'web-1',
    })
    const shown = await preview({ text: '{{ .title }}!', source: 'relay', payload, language: 'zh' })
    expect(bodiesOf(shown)['dingtalk']).toMatch(/严重.*Disk full!/s)
  })

  test('is the default message where it says nothing, of the kind that is asked for', async () => {
    const shown = await preview({ kind: 'group' })
    expect(shown.kind).toBe('group')
    expect(bodiesOf(shown)['wecom']).toContain('2 alerts, 1 resolved')
  })

  test.each([
    ['an action without an end', { text: 'one\n{{ if .title }}two' }, { part: 'text', line: 2 }],
    ['a function that is none', { title: '{{ nothing }}' }, { part: 'title', line: 1, column: 4 }],
    [
      'a field that is none',
      { text: 'one\n 两个 {{ .titel }}' },
      { part: 'text', line: 2, column: 8 },
    ],
    ['a raw body that cannot be read', { raw: '{{ end }}' }, { part: 'raw', line: 1 }],
  ])('says where it fails: %s', async (_, template, place) => {
    const { faults, messages } = await preview(template)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatchObject({ ...place, text: expect.any(String) })
    // Whoever would be told hears of the alert all the same.
    expect(messages.every(({ body }) => body.includes('ECS CPU high'))).toBe(true)
  })

  test('that makes nothing of a message is at fault as a part, and says for which kinds it fails', async () => {
    const firing = '{{ range .firing }}{{ .title }}{{ end }}'
    expect((await preview({ text: firing, kind: 'resolved' })).faults).toEqual([
      { part: 'text', text: 'Its text is empty for this message.' },
    ])
    expect((await preview({ text: firing })).fails).toEqual([
      { text: 'Its text is empty for this message.', kinds: ['resolved', 'notice'] },
    ])
  })

  test('as a raw body fits one platform: the others say why they would be sent the default', async () => {
    const raw = '{ "msgtype": "text", "text": { "content": "{{ .title }}" } }'
    const { faults, messages } = await preview({ raw })
    expect(faults).toEqual([])
    expect(messages.map(({ channel, fault }) => [channel, fault === undefined])).toEqual([
      ['dingtalk', true],
      ['lark', false],
      ['wecom', true],
      ['slack', false],
    ])
  })

  test('that is too long for a platform is shown as it would be cut', async () => {
    const { messages } = await preview({ text: '{{ repeat 3000 "长" }}' })
    expect(
      messages.map(({ channel, cut, size }) => [
        channel,
        cut,
        (size?.used ?? 0) <= (size?.most ?? 0),
      ]),
    ).toEqual([
      ['dingtalk', false, true],
      ['lark', false, true],
      ['wecom', true, true],
      ['slack', false, true],
    ])
  })
})

test.each([
  ['a raw body beside other parts', { raw: '{}', title: 'x' }, '"raw" alone'],
  ['a payload without its source', { payload: '{}' }, '"source" with the name'],
  ['a source that is none', { payload: '{}', source: 'nobody' }, 'name of a source'],
  ['a payload that the source cannot read', { payload: '{"a":1}', source: 'aliyun' }, 'Expected'],
  ['a kind that is none', { kind: 'nothing' }, '"kind" as one of'],
  [
    'a part that is too long',
    { text: 'x'.repeat(TEMPLATE_PREVIEW_LIMITS.partLengthMax + 1) },
    '"text"',
  ],
])('%s is refused', async (_, body, words) => {
  expect(await ask(body)).toMatchObject({
    status: 400,
    body: { code: 'TOCSIN_REQUEST_INVALID', detail: expect.stringContaining(words) },
  })
})
