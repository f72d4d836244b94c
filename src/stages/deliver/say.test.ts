import { describe, expect, test } from 'vitest'
import { MESSAGE_LIMITS } from '../../base/limits.ts'
import type { ChannelType } from '../../contract/channel.ts'
import type { Endpoint, MessageTemplate } from '../../model/configuration.ts'
import type { Notification, NotificationEntry } from '../../model/notification.ts'
import { type Said, type SayFacts, say } from './say.ts'
import { plainText } from './template-data.ts'
import { TemplateShelf } from './template-shelf.ts'

const TEN = 1_772_676_901_000

/** Draws a message as its title and its plain text; takes a raw body that is an object. */
const channel: ChannelType = {
  type: 'plain',
  title: 'Plain',
  fields: [],
  limits: () => ({ messagesMax: 20, windowMs: 60_000, penaltyMs: 0 }),
  room: () => ({ entriesMax: 100, bytesMax: 10_000 }),
  hasPlainForm: true,
  address: () => 'plain',
  check: () => [],
  render: ({ title, blocks, language }, _, form) => ({
    body: `${form === 'plain' ? '(plain) ' : ''}${title}\n${plainText(blocks, language)}`,
    cut: false,
  }),
  raw: (body) =>
    body.trim().startsWith('{')
      ? { body, cut: false }
      : { en: 'It has to be an object.', zh: '必须是对象。' },
  send: async () => ({ kind: 'sent' }),
}
const { raw: _, ...withoutRaw } = channel

const endpoint: Endpoint = {
  id: 'ops/plain:1',
  lane: 'plain',
  contact: 'ops',
  channel: 'plain',
  language: 'en',
  zone: 'Asia/Shanghai',
  settings: {},
}

function entryOf(id: string, change: Partial<NotificationEntry> = {}): NotificationEntry {
  return {
    subjectId: id,
    eventId: `e-${id}`,
    state: 'firing',
    severity: 'critical',
    name: 'Reboot',
    title: `Reboot of ${id}`,
    status: 'Executing',
    labels: { region: 'cn-hangzhou', instance: id, alertname: 'Reboot' },
    fields: [{ label: 'Value', value: '97 "percent"' }],
    links: [{ text: 'Console', url: 'https://example.com/x' }],
    at: TEN,
    since: TEN,
    ...change,
  }
}

function notificationOf(change: Partial<Notification> = {}): Notification {
  return {
    id: 'n',
    endpointId: endpoint.id,
    lane: 'plain',
    kind: 'alert',
    severity: 'critical',
    state: 'leased',
    createdAt: TEN,
    dueAt: TEN,
    attemptCount: 1,
    policy: 'ecs-trouble',
    template: 't',
    entries: [entryOf('web-1')],
    mentions: [],
    ...change,
  }
}

function saidWith(
  template: Omit<MessageTemplate, 'id'>,
  change: Partial<Notification> = {},
  facts: Partial<SayFacts> = {},
): Said {
  return say({
    notification: notificationOf(change),
    endpoint,
    channel,
    statesNow: new Map(),
    actions: [],
    form: 'full',
    now: TEN + 180_000,
    shelf: new TemplateShelf({ now: () => TEN }),
    templateOf: (name) => (name === 't' ? { ...template, id: 't' } : undefined),
    ...facts,
  })
}

const TWO = [entryOf('web-1'), entryOf('web-2', { state: 'resolved', at: TEN + 60_000 })]
const DEFAULT_TITLE = 'Reboot of web-1'

describe('a template', () => {
  test.each([
    ['{{ .title }} ({{ .labels.region }})', 'Reboot of web-1 (cn-hangzhou)'],
    [
      '{{ .severity }} {{ .state }} {{ .kind }} {{ .language }} {{ .policy }}',
      'critical firing alert en ecs-trouble',
    ],
    ['{{ .labels.nowhere }}|', '|'],
    [
      '{{ range .alerts }}{{ .title }} {{ .status }} {{ .lasted }} {{ .since.Format "15:04 -0700" }}{{ end }}',
      'Reboot of web-1 Executing 3 min 10:15 +0800',
    ],
    ['{{ range .fields }}{{ .label }}={{ .value }};{{ end }}', 'Value=97 "percent";'],
    ['{{ (index .links 0).url }}', 'https://example.com/x'],
    [
      '{{ .Status | toUpper }}:{{ .Alerts.Firing | len }} {{ .CommonLabels.alertname }}',
      'FIRING:1 Reboot',
    ],
    [
      '{{ range .Alerts }}{{ .Annotations.summary }} {{ .StartsAt.Unix }} {{ .EndsAt.IsZero }}{{ end }}',
      `Reboot of web-1 ${TEN / 1000} true`,
    ],
    [
      '{{ range .CommonLabels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}',
      'alertname=Reboot instance=web-1 region=cn-hangzhou',
    ],
    ['{{ .text }}', 'Value: 97 "percent"'],
  ])('%s makes the text of one alert: %s', (text, wanted) => {
    const said = saidWith({ text })
    expect(said.fault).toBeUndefined()
    expect(said.body.startsWith(`${DEFAULT_TITLE}\n${wanted}`)).toBe(true)
  })

  test('works for several alerts too', () => {
    const text =
      '{{ .title }} ({{ .labels.region }}) {{ len .firing }}/{{ len .resolved }}{{ range .Alerts.Resolved }} {{ .Labels.instance }} {{ .lasted }}{{ end }}{{ .labels.instance }}'
    expect(saidWith({ text }, { entries: TWO }).body).toBe(
      '1 alert, 1 resolved · cn-hangzhou\n1 alert, 1 resolved · cn-hangzhou (cn-hangzhou) 1/1 web-2 1 min',
    )
  })

  test('of the title leaves the text, and one that keeps the fields leaves them below', () => {
    const title = saidWith({ title: '{{ .severity | upper }}\n{{ .title }}' }).body
    expect(title.split('\n').slice(0, 2)).toEqual([
      'CRITICAL Reboot of web-1',
      'Value: 97 "percent"',
    ])
    const kept = saidWith({ text: 'Look at it.', keepFields: true }).body
    expect(kept.split('\n').slice(0, 3)).toEqual([
      DEFAULT_TITLE,
      'Look at it.',
      'Value: 97 "percent"',
    ])
  })

  test('of the policy wins over the contact’s, and one that is gone leaves the other', () => {
    const templates = new Map([
      ['t', { id: 't', text: 'policy' }],
      ['c', { id: 'c', text: 'contact' }],
    ])
    const facts = {
      endpoint: { ...endpoint, template: 'c' },
      templateOf: (name: string) => templates.get(name),
    }
    expect(saidWith({}, {}, facts).body).toContain('policy')
    expect(saidWith({}, { template: 'gone' }, facts).body).toContain('contact')
    expect(saidWith({}, { template: undefined }, facts).body).toContain('contact')
  })

  test('of a digest keeps the line of every alert', () => {
    const { body } = saidWith({ text: 'Many.' }, { kind: 'digest', entries: TWO })
    expect(body.split('\n').slice(1)).toEqual(['Many.', '- Reboot of web-1', '- Reboot of web-2'])
  })

  test('is not used for what says that somebody else could not be told', () => {
    const said = saidWith({ text: 'x' }, { kind: 'undelivered', trouble: 'No token.' })
    expect(said.body).toContain('No token.')
  })

  test('sees the state as it is now', () => {
    const said = saidWith(
      { text: '{{ .state }}' },
      {},
      { statesNow: new Map([['web-1', 'resolved']]) },
    )
    expect(said.body).toBe('Resolved: Reboot of web-1\nresolved')
  })
})

describe('a raw template', () => {
  const raw =
    '{"text": "{{ .title }}: {{ (index .fields 0).value }}", "labels": {{ toJson .labels }}}'

  test('makes the whole body, and no value breaks it', () => {
    expect(JSON.parse(saidWith({ raw }).body)).toEqual({
      text: 'Reboot of web-1: 97 "percent"',
      labels: { region: 'cn-hangzhou', instance: 'web-1', alertname: 'Reboot' },
    })
  })

  test('a body that the platform refused is followed by the default in its plain form', () => {
    const said = saidWith({ raw }, {}, { form: 'plain' })
    expect(said.body).toMatch(/^\(plain\) Reboot of web-1\n/)
    expect(said.fault?.reason).toContain('refused')
  })
})

describe('where a template fails, the default message goes out and says so:', () => {
  const slow = { now: () => (ticks += 10_000) }
  let ticks = 0
  const LOOP = '{{ range until 20000 }}{{ end }}x'

  test.each([
    ['a field that is none', { text: '{{ .titel }}' }, "can't evaluate field titel"],
    ['a title that fails', { title: '{{ index .alerts 5 }}', text: 'x' }, 'out of range'],
    ['nothing', { text: '{{ if false }}x{{ end }} \n' }, 'Its text is empty for this message.'],
    [
      'too many steps',
      { text: '{{ range until 2000 }}{{ range until 2000 }}{{ end }}{{ end }}' },
      'too many steps',
    ],
    ['too much', { text: '{{ range until 300 }}{{ repeat 1000 "x" }}{{ end }}' }, 'too long'],
    ['raw that is no JSON', { raw: '{"a": {{ .title }}' }, 'Its raw is no JSON'],
    ['raw that is empty', { raw: ' ' }, 'Its raw is empty'],
    ['raw that the channel does not take', { raw: '[1]' }, 'It has to be an object.'],
  ])('%s', (_name, template, reason) => {
    const said = saidWith(template)
    expect(said.fault).toEqual({ template: 't', reason: expect.stringContaining(reason) })
    const lines = said.body.split('\n')
    expect(lines[0]).toBe(DEFAULT_TITLE)
    expect(lines).toContain('Value: 97 "percent"')
    expect(lines.at(-1)).toContain('The template "t" failed, so this is the default message.')
    expect(lines.at(-1)).toContain(reason)
  })

  test('too much time, by the clock that was handed in', () => {
    const said = saidWith({ text: LOOP }, {}, { shelf: new TemplateShelf(slow) })
    expect(said.fault?.reason).toContain('takes too long')
    expect(saidWith({ text: LOOP }).fault).toBeUndefined()
  })

  test('raw on a channel that takes none', () => {
    const said = saidWith({ raw: '{}' }, {}, { channel: withoutRaw })
    expect(said.fault?.reason).toBe('The channel plain takes no raw bodies.')
  })

  test('in Chinese, and not longer than it may be', () => {
    const text = `{{ fail "${'长'.repeat(1000)}" }}`
    const said = saidWith({ text }, {}, { endpoint: { ...endpoint, language: 'zh' } })
    const line = said.body.split('\n').at(-1) ?? ''
    expect(line).toMatch(/^模板“t”未能使用，已改用默认消息。.*…$/)
    expect(Buffer.byteLength(line)).toBeLessThan(MESSAGE_LIMITS.faultBytesMax + 100)
  })
})

test('a failing template is news once, whatever the data of the message', () => {
  const shelf = new TemplateShelf({ now: () => 0 })
  const fault = (place: string, value: string) => ({
    template: 't',
    reason: `template: t.text:${place}: executing "t" at <x>: ${value}`,
  })
  expect(shelf.isNews(fault('1:3', 'a'))).toBe(true)
  expect(shelf.isNews(fault('1:3', 'b'))).toBe(false)
  expect(shelf.isNews(fault('2:3', 'a'))).toBe(true)
  for (let index = 0; index < MESSAGE_LIMITS.faultsMax; index++)
    shelf.isNews(fault(`${index}:9`, ''))
  expect(shelf.isNews(fault('1:3', 'a'))).toBe(true)
})
