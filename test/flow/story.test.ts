import { afterEach, expect, test } from 'vitest'
import type { WireStory } from '../../src/api/wire-story.ts'
import { reboot, stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const CONFIGURATION = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
policies:
  trouble:
    match: ['severity=~"critical|error|warning"']
    group: { by: [region], wait: 10s, interval: 5m, repeat: 4h }
    notify: [{ to: ops }]
`

let hub: TestHub
afterEach(() => hub.close())

async function storyOf(alertId: string): Promise<WireStory> {
  const answer = await hub.call('GET', `/api/v1/alerts/${alertId}/story`)
  expect(answer.status).toBe(200)
  return answer.body
}

async function onlyAlert(): Promise<string> {
  return (await hub.call('GET', '/api/v1/alerts')).body.alerts[0].id
}

async function answer(alertId: string, action: string, more: object = {}): Promise<void> {
  const body = JSON.stringify({ by: 'Li', ...more })
  const headers = { 'content-type': 'application/json' }
  const answered = await hub.call('POST', `/api/v1/alerts/${alertId}/${action}`, { body, headers })
  expect(answered.status).toBe(200)
  await hub.settle()
}

/** The lines without their times, as kind and English text. */
function told({ lines }: WireStory): readonly string[] {
  return lines.map(({ kind, text }) => `${kind}: ${text.en}`)
}

test('the story of an alert has every event, state, policy, group, message and answer, in its order', async () => {
  hub = await startHub(CONFIGURATION)
  await hub.post(reboot('i-1', 'Scheduled', { level: 'WARN' }))
  await hub.pass(12_000)
  const alertId = await onlyAlert()
  await answer(alertId, 'acknowledge', { comment: 'on it' })
  await hub.pass(1_000)
  await hub.post(reboot('i-1', 'Executed', { id: 'end' }))
  await hub.pass(10 * 60_000, 60_000)
  const story = await storyOf(alertId)
  expect(told(story)).toEqual([
    expect.stringMatching(/^event: The source "aliyun" says firing \(warning, Scheduled\): /),
    'state: The alert opens',
    'match: The policy "trouble" wants it',
    'group: The group of "trouble" tells (alert): 1 alert in 1 message',
    'notification: A message (alert) is owed to ops (dingtalk)',
    expect.stringMatching(/^attempt: Sent to ops \(dingtalk\) in \d+ ms: 0 ok$/),
    'answer: Li (by the API) takes it on: on it',
    'state: The alert is acknowledged',
    expect.stringMatching(/^event: The source "aliyun" says resolved /),
    'state: The alert is over',
    'group: The group of "trouble" tells (resolved): 1 alert in 1 message',
    'notification: A message (resolved) is owed to ops (dingtalk)',
    'attempt: Sent to ops (dingtalk) in 0 ms: 0 ok',
  ])
  expect(story).toMatchObject({
    alert: { id: alertId, state: 'resolved' },
    omitted: { events: 0, lines: 0 },
    untold: [],
  })
  const times = story.lines.map(({ at }) => at)
  expect(times).toEqual([...times].sort())
  expect(story.lines.every(({ text }) => text.zh !== '' && text.zh !== text.en)).toBe(true)
})

test('the story of an alert that a silence keeps silent says so, until when, and that nobody was told', async () => {
  hub = await startHub(CONFIGURATION)
  const made = await hub.call('POST', '/api/v1/silences', {
    body: JSON.stringify({
      matchers: ['product="ECS"'],
      createdBy: 'Li',
      durationSeconds: 3600,
    }),
    headers: { 'content-type': 'application/json' },
  })
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.pass(12_000)
  const story = await storyOf(await onlyAlert())
  expect(story.lines.at(-1)).toMatchObject({
    kind: 'hold',
    policy: 'trouble',
    reason: 'silenced',
    until: made.body.endsAt,
  })
  expect(story.untold.map(({ en }) => en)).toEqual([
    expect.stringMatching(
      /^A silence matches it; it is told when the silence is over, if it still fires \(by \w+, until 20\S+\)\.$/,
    ),
  ])
})

test('an event that a newer one of its alert overtook untold says why, and not that its policy did not match', async () => {
  hub = await startHub(CONFIGURATION)
  const begun = await hub.post(reboot('i-1', 'Scheduled', { level: 'WARN' }))
  const ended = await hub.post(reboot('i-1', 'Executed', { id: 'end' }))
  await hub.pass(12_000)
  for (const id of [...begun, ...ended]) {
    const body = await hub.explain(id)
    expect(body).toMatchObject({
      held: [{ reason: 'over-before-told', policy: 'trouble' }],
      told: [],
    })
    expect(body.outcome?.nearly).toEqual([])
  }
  expect((await storyOf(await onlyAlert())).nearly).toEqual([])
})

test('a story says to whom an alert was given, and why a step was told before its time', async () => {
  const plan = 'escalationPolicies: { on-call: { steps: [{ notify: [{ to: ops }], wait: 5m }] } }'
  hub = await startHub(
    `${CONFIGURATION.replace(/ {4}notify.*\n/, '    escalate: on-call\n')}${plan}\n`,
  )
  await hub.post(reboot('i-1', 'Scheduled', { level: 'WARN' }))
  await hub.pass(12_000)
  await answer(await onlyAlert(), 'assign', { to: 'ops', comment: 'please' })
  await hub.pass(1_000)
  const lines = told(await storyOf(await onlyAlert()))
  expect(lines).toContain('answer: Li (by the API) gives it to ops: please')
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^escalation: .*The step was told: the alert was given away by hand\. \(ops\)$/,
    ),
  )
})

test('the story of an alert that nobody wants names the matcher and what would have to change', async () => {
  hub = await startHub(CONFIGURATION.replace('severity=~"critical|error|warning"', 'prodct="ECS"'))
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.settle()
  const story = await storyOf(await onlyAlert())
  expect(story.untold.map(({ en }) => en)).toEqual(['No policy matches it.'])
  expect(story.nearly).toMatchObject([
    {
      policy: 'trouble',
      matcher: 'prodct="ECS"',
      failing: [
        {
          change: {
            en: 'label prodct would have to be "ECS", the event does not have it, but it has "product", which is nearly the same: is one misspelt?',
          },
        },
      ],
    },
  ])
})

test('an event says until when its policy is quiet, and which severities its targets take', async () => {
  hub = await startHub(`
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
muteTimings: { always: [{ times: ["00:00-24:00"], daysOfMonth: ["5"], zone: UTC }] }
policies:
  quiet: { match: ['name="Instance:StateChange"'], mute: [always], notify: [{ to: ops }] }
  severe: { match: ['name="Instance:StateChange"'], notify: [{ to: ops, severities: [critical, error] }] }
`)
  const [id] = await hub.post(stopped('i-1'))
  await hub.settle()
  const { held } = await hub.explain(String(id))
  expect(held).toMatchObject([
    { reason: 'mute-timing', policy: 'quiet', until: '2026-03-06T00:00:00.000Z' },
    {
      reason: 'severity-filter',
      policy: 'severe',
      change: { en: 'its severity would have to be critical or error, it is info' },
    },
  ])
})

test('a message that is owed and one that was given up are no telling', async () => {
  hub = await startHub(CONFIGURATION)
  await hub.sandbox('PUT', 'chats', { token: 'ops', secret: 'SECother' })
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.pass(12_000)
  const story = await storyOf(await onlyAlert())
  expect(told(story).at(-1)).toMatch(/^attempt: ops \(dingtalk\) refuses it \(signature, /)
  expect(story.untold.map(({ en }) => en)).toEqual(['The message to ops (dingtalk) was given up.'])
})

test('a digest is in the story of what shares it', async () => {
  hub = await startHub(
    CONFIGURATION.replace(
      'group: { by: [region], wait: 10s, interval: 5m, repeat: 4h }',
      'group: { by: [alert] }',
    ),
  )
  for (let number = 0; number < 30; number++) await hub.post(reboot(`i-${number}`, 'Scheduled'))
  await hub.pass(70_000)
  const { alerts } = (await hub.call('GET', '/api/v1/alerts?limit=100')).body
  const stories = await Promise.all(alerts.map(({ id }: { id: string }) => storyOf(id)))
  const shared = stories.filter((story) =>
    told(story).some((line) => line.startsWith('digest: It shares a digest')),
  )
  expect(shared.length).toBeGreaterThan(0)
  for (const story of shared) {
    expect(story.untold).toEqual([])
    expect(told(story).join('\n')).toMatch(/digest: A digest of \d+ is owed to ops \(dingtalk\)/)
  }
})

test('an alert that is not there has no story', async () => {
  hub = await startHub(CONFIGURATION)
  expect(await hub.call('GET', '/api/v1/alerts/nothing/story')).toMatchObject({
    status: 404,
    body: { code: 'TOCSIN_NOT_FOUND' },
  })
})
