import { describe, expect, test } from 'vitest'
import {
  type ApplicationLook,
  type ArgoConfig,
  type ArgoPass,
  evaluateApplication,
  readArgoConfig,
  showTemplates,
} from './argocd.ts'

const NOW = Date.UTC(2026, 2, 26, 8, 10)

function config(
  data: Readonly<Record<string, string>>,
  options: Parameters<typeof readArgoConfig>[2] = {},
): ArgoConfig {
  return readArgoConfig({ metadata: { namespace: 'argocd' }, data }, undefined, options)
}

function app(more: object = {}, metadata: object = {}): object {
  return { metadata: { name: 'shop', namespace: 'argocd', uid: 'u1', ...metadata }, ...more }
}

function look(one: ArgoConfig, more: Partial<ApplicationLook> = {}): ArgoPass {
  return evaluateApplication(one, { app: app(), now: NOW, ...more })
}

const ALWAYS = {
  'service.webhook.ops': 'url: http://ops',
  'template.hello': 'message: hello {{.app.metadata.name}}',
  'trigger.always': '- when: "true"\n  send: [hello]',
  subscriptions: '- recipients: [ops]\n  triggers: [always]',
}

test('what fires is owed once, and the annotation is upstream’s', () => {
  const first = look(config(ALWAYS))
  const key = 'always:[0].X_5gJdqT1SfgaIzYHOiKvkIlVzU:ops:'
  expect(first.deliveries).toMatchObject([
    {
      trigger: 'always',
      templates: ['hello'],
      app: { namespace: 'argocd', name: 'shop', uid: 'u1' },
      service: { name: 'ops', type: 'webhook' },
      content: { message: 'hello shop' },
    },
  ])
  const written = first.deliveries[0]?.key ?? ''
  expect(written.replace(/\.[\w-]{27}:/, '.hash:')).toBe(key.replace(/\.[\w-]{27}:/, '.hash:'))
  expect(first.annotation).toBe(`{"${written}":${NOW / 1000}}`)
  expect(first.annotationChanged).toBe(true)
  const again = look(config(ALWAYS), { state: { text: first.annotation } })
  expect(again.deliveries).toEqual([])
  expect(again.annotationChanged).toBe(false)
})

describe('a broken key disables itself alone', () => {
  test('and says why in upstream’s words', () => {
    const broken = config({ ...ALWAYS, 'trigger.other': 'when: x', 'template.other': '{{' })
    expect(broken.problems.map(({ key, usesLastGood }) => [key, usesLastGood])).toEqual([
      ['template.other', false],
      ['trigger.other', false],
    ])
    expect(broken.problems[1]?.problem).toContain('of type []triggers.Condition')
    expect(look(broken).deliveries).toHaveLength(1)
  })

  test('and its last good value counts on, until it is taken out', () => {
    const good = config(ALWAYS)
    const { 'template.hello': _, ...without } = ALWAYS
    const broken = config(
      { ...without, 'template.hello': 'message: "{{foo}}"' },
      { previous: good },
    )
    expect(broken.problems).toMatchObject([{ key: 'template.hello', usesLastGood: true }])
    expect(look(broken).deliveries[0]?.content).toEqual({ message: 'hello shop' })
    const later = config(
      { ...without, 'template.hello': 'message: "{{bar}}"' },
      { previous: broken },
    )
    expect(look(later).deliveries[0]?.content).toEqual({ message: 'hello shop' })
    expect(look(config(without, { previous: later })).deliveries[0]?.content).toEqual({
      problem: "template 'hello' is not supported",
    })
  })
})

const SWITCHED = {
  ...ALWAYS,
  'trigger.always': '- when: app.status.on == true\n  send: [hello]',
}

describe('what upstream loses is not lost', () => {
  const on = app({ status: { on: true } })
  const off = app({ status: { on: false } })

  test('somebody who left and came back hears what happened meanwhile, but in strict mode', () => {
    const { subscriptions: _, ...unsubscribed } = SWITCHED
    const steps = (strict: boolean) => {
      const with1 = config(SWITCHED, { strict })
      const without = config(unsubscribed, { strict })
      const first = look(with1, { app: on })
      const away = look(without, { app: off, state: { text: first.annotation } })
      return look(with1, { app: on, state: { text: away.annotation } }).deliveries.length
    }
    expect(steps(false)).toBe(1)
    expect(steps(true)).toBe(0)
  })

  test('a oncePer that is nil tells each time, with upstream’s key', () => {
    const once = {
      'trigger.always': '- {when: app.status.on == true, oncePer: app.no, send: [hello]}',
    }
    const steps = (strict: boolean) => {
      const one = config({ ...ALWAYS, ...once }, { strict })
      const first = look(one, { app: on })
      expect(first.deliveries[0]?.key).toMatch(/^<nil>:always:/)
      expect(first.evaluations[0]?.oncePerProblem).toBe('oncePer "app.no" is nil')
      const gone = look(one, { app: off, state: { text: first.annotation } })
      return look(one, { app: on, state: { text: gone.annotation } }).deliveries.length
    }
    expect(steps(false)).toBe(1)
    expect(steps(true)).toBe(0)
  })

  test('more than a hundred recipients do not hear the same with every pass', () => {
    const recipients = Array.from({ length: 120 }, (_, index) => `r${index}`).join(';')
    const many = app(
      { status: { on: true } },
      { annotations: { 'notifications.argoproj.io/subscribe.always.ops': recipients } },
    )
    const again = (strict: boolean) => {
      const { subscriptions: _, ...rest } = SWITCHED
      const one = config(rest, { strict })
      const first = look(one, { app: many })
      expect(first.deliveries).toHaveLength(120)
      return look(one, { app: many, state: { text: first.annotation } }).deliveries.length
    }
    expect(again(false)).toBe(0)
    expect(again(true)).toBe(20)
  })

  test('a part for another service that fails costs nothing, but in strict mode', () => {
    const parts = 'message: hi\nteams: {title: \'{{fail "x"}}\'}'
    const data = { ...ALWAYS, 'template.hello': parts }
    expect(look(config(data)).deliveries[0]?.content).toEqual({ message: 'hi' })
    expect(look(config(data, { strict: true })).deliveries[0]?.content).toHaveProperty('problem')
  })

  test('a quote in a value does not break a JSON body, unless raw bodies are asked for', () => {
    const body = 'webhook: {ops: {method: POST, body: \'{"text": "{{.app.status.said}}"}\'}}'
    const data = { ...ALWAYS, 'template.hello': body }
    const subject = app({ status: { said: 'no "way"\n' } })
    const bodyOf = (one: ArgoConfig) => look(one, { app: subject }).deliveries[0]?.content
    expect(bodyOf(config(data))).toMatchObject({
      part: { method: 'POST', body: '{"text": "no \\"way\\"\\n"}', path: '' },
    })
    expect(bodyOf(config(data, { rawJson: true }))).toMatchObject({
      part: { body: '{"text": "no "way"\n"}' },
    })
  })
})

test('what cannot be said is owed all the same, with the reason', () => {
  const cases: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [
      { subscriptions: '- {recipients: [nobody], triggers: [always]}' },
      "notification service 'nobody' is not supported",
    ],
    [{ 'trigger.always': '- {when: true, send: [none]}' }, "template 'none' is not supported"],
    [{ 'template.hello': 'message: "{{call .repo.GetCommitMetadata `x`}}"' }, '--argocd-server'],
    [{ 'template.hello': 'message: "{{getHostByName `x`}}"' }, 'names of hosts are not looked up'],
  ]
  for (const [change, problem] of cases)
    expect(look(config({ ...ALWAYS, ...change })).deliveries[0]?.content).toEqual({
      problem: expect.stringContaining(problem),
    })
})

test('a trigger that is not there is said, and the others are looked at', () => {
  const pass = look(
    config({ ...ALWAYS, subscriptions: '- {recipients: [ops], triggers: [nope, always]}' }),
  )
  expect(pass.problems).toEqual(["trigger 'nope' is not configured"])
  expect(pass.deliveries).toHaveLength(1)
})

test('an operation that has ended after the status was read waits', () => {
  const operationState = { phase: 'Succeeded', finishedAt: '2026-03-26T08:00:20Z' }
  const at = (reconciledAt?: string) =>
    look(config(ALWAYS), { app: app({ status: { operationState, reconciledAt } }) }).skipped
  expect(at('2026-03-26T08:00:19Z')).toBe('sync status out of date')
  expect(at()).toBe('sync status out of date')
  expect(at('2026-03-26T08:00:20Z')).toBeUndefined()
})

test('a namespace that configures itself has its name in the keys, and shows no secrets', () => {
  const data = { ...ALWAYS, 'template.hello': 'message: "{{.secrets}}"' }
  const pass = look(config(data, { isSelfService: true }))
  expect(pass.deliveries[0]?.key).toMatch(/^argocd:always:\[0\]\./)
  expect(pass.deliveries[0]?.content).toEqual({ message: '<no value>' })
})

test('projects subscribe too, also in the form from before version 1', () => {
  const { subscriptions: _, ...data } = ALWAYS
  const project = app(
    {},
    {
      annotations: {
        'notifications.argoproj.io/subscribe.always.ops': 'a',
        'always.recipients.argocd-notifications.argoproj.io': 'ops:b, ops:a',
      },
    },
  )
  const { deliveries } = look(config(data), { project })
  expect(deliveries.map(({ recipient }) => recipient)).toEqual(['a', 'b'])
})

test('labels select', () => {
  const of = (selector: string, labels: object) =>
    look(
      config({
        ...ALWAYS,
        subscriptions: JSON.stringify([{ recipients: ['ops'], triggers: ['always'], selector }]),
      }),
      {
        app: app({}, { labels }),
      },
    ).deliveries.length
  expect(of('team=a,env in (x, y)', { team: 'a', env: 'y' })).toBe(1)
  expect(of('team!=a', {})).toBe(1)
  expect(of('!team', { team: 'a' })).toBe(0)
  expect(of('size>2', { size: '3' })).toBe(1)
  expect(of('env notin (x)', { env: 'x' })).toBe(0)
  expect(config({ subscriptions: '- {selector: "a=("}' }).problems[0]?.problem).toContain(
    'unable to parse requirement',
  )
})

test('the keys from before version 1 still count', () => {
  const legacy = readArgoConfig(
    {
      data: {
        'config.yaml': `
triggers: [{name: always, condition: 'true', template: hello, enabled: true}]
templates: [{name: hello, subject: S, body: hello}]
subscriptions: [{recipient: 'hook'}]`,
      },
    },
    { stringData: { 'notifiers.yaml': 'webhook: [{name: hook, url: http://x}]' } },
  )
  expect(legacy.problems).toEqual([])
  expect(look(legacy).deliveries[0]?.content).toEqual({ message: 'hello' })
  const destination = { service: 'mail', recipient: '' }
  expect(showTemplates(legacy, { app: app(), templates: ['hello'], destination })).toEqual({
    notification: { message: 'hello', email: { subject: 'S' } },
  })
})

test('a webhook may say that it is a robot by a key of its own, and times may be written as such', () => {
  const data = {
    'service.webhook.ops': 'url: http://ops\nretryWaitMin: 1s',
    'service.webhook.ops.dingtalk': 'secret: $sign',
  }
  const secret = { data: { sign: Buffer.from('SEC1').toString('base64') } }
  const read = readArgoConfig({ data }, secret)
  expect(read.services.get('ops')).toMatchObject({
    options: { url: 'http://ops', retryWaitMin: 1_000_000_000 },
    extras: { dingtalk: { secret: 'SEC1' } },
  })
  expect(readArgoConfig({ data }, secret, { strict: true }).problems).toHaveLength(2)
})

test.each(['not json', '[1]', '{"a":"x"}', '{"a":1.5}'])('a state %j is none', (text) => {
  expect(look(config(ALWAYS), { state: { text } }).deliveries).toHaveLength(1)
})
