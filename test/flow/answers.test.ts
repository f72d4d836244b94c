import { afterEach, expect, test } from 'vitest'
import { reboot, stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const HUB = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { name: 运维群, language: zh, mobile: "13800000000", endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  duty: { name: On call, endpoints: [{ channel: dingtalk, url: "\${ROBOT}duty" }] }
  boss: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}boss" }] }
contactGroups: { everybody: [ops, duty], help: [boss] }
policies:
  trouble: { match: ['severity=~"critical|error|warning"'], notify: [{ to: everybody }] }
  changes: { match: ['name="Instance:StateChange"'], notify: [{ to: everybody }] }
fallback: help
`

let hub: TestHub
afterEach(() => hub.close())

const MINUTE = 60_000
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_BODY = { 'content-type': 'application/json' }

const previews = async (token: string): Promise<unknown[]> =>
  (await hub.heard(token)).map(({ preview }) => preview)

/** The buttons of the chat's newest message: their words and the paths behind them. */
async function buttonsOf(token: string): Promise<Map<string, string>> {
  const text = JSON.stringify((await hub.heard(token)).at(-1)?.payload)
  const links = [
    ...text.matchAll(
      /"title":"([^"]+)","actionURL":"[^"]*url=([^"&]+)"|\[([^\]]+)\]\([^)]*url=([^)]+)\)/g,
    ),
  ]
  return new Map(
    links.flatMap(([, title, url, word, address]) => {
      const path = decodeURIComponent(url ?? address ?? '')
      const at = path.indexOf('/a/')
      return at < 0 ? [] : [[title ?? word ?? '', path.slice(at)] as const]
    }),
  )
}

async function button(token: string, word: string): Promise<string> {
  const path = (await buttonsOf(token)).get(word)
  if (path === undefined) throw new Error(`the newest message of ${token} has no button ${word}`)
  return path
}

const press = (path: string, name = ''): ReturnType<TestHub['call']> =>
  hub.call('POST', path, { headers: FORM, body: `name=${encodeURIComponent(name)}` })

async function theAlert(): Promise<ReturnType<typeof Object>> {
  return (await hub.call('GET', '/api/v1/alerts')).body.alerts[0]
}

async function begin(instance = 'i-web'): Promise<string> {
  hub = await startHub(HUB)
  const [id] = await hub.post(reboot(instance, 'Scheduled'))
  await hub.settle()
  return String(id)
}

test('an alert comes with buttons in the words of its chat; its end and a notice have none', async () => {
  await begin()
  expect([...(await buttonsOf('duty')).keys()]).toEqual([
    'Acknowledge',
    'Resolve',
    'Silence 1 h',
    'Escalate',
  ])
  expect([...(await buttonsOf('ops')).keys()]).toEqual([
    '确认告警',
    '标记恢复',
    '静默 1 小时',
    '升级',
  ])
  await hub.post(reboot('i-web', 'Executed'))
  await hub.settle()
  expect((await buttonsOf('duty')).size).toBe(0)
  await hub.post(stopped('i-web'))
  await hub.settle()
  expect((await buttonsOf('duty')).size).toBe(0)
})

test('opening a link, however often and by whatever reads ahead, changes nothing', async () => {
  await begin()
  for (const word of ['Acknowledge', 'Resolve', 'Silence 1 h', 'Escalate']) {
    const path = await button('duty', word)
    for (const method of ['GET', 'HEAD', 'GET'] as const) {
      const answer = await hub.call(method, path)
      expect([answer.status, answer.type]).toEqual([200, 'text/html; charset=utf-8'])
    }
  }
  await hub.settle()
  expect(await theAlert()).toMatchObject({ state: 'firing', answers: [], eventCount: 1 })
  expect((await hub.call('GET', '/api/v1/silences')).body.silences).toEqual([])
  expect(await previews('boss')).toEqual([])
  expect(await previews('duty')).toHaveLength(1)
})

test('who acknowledges from a chat is told once to all who heard the alert, and shown in its story', async () => {
  await begin()
  const path = await button('duty', 'Acknowledge')
  expect((await press(path, 'Wang')).body).toContain('Acknowledged')
  await hub.settle()
  const alert = await theAlert()
  expect(alert).toMatchObject({
    state: 'acknowledged',
    acknowledgedBy: 'Wang',
    answers: [{ action: 'acknowledge', by: 'Wang', via: 'link', contact: 'duty', chat: 'On call' }],
  })
  expect(await previews('duty')).toHaveLength(2)
  expect(await previews('ops')).toHaveLength(2)
  expect(JSON.stringify((await hub.heard('duty')).at(-1)?.payload)).toContain('Wang (On call)')
  const told = JSON.stringify((await hub.heard('ops')).at(-1)?.payload)
  expect(told).toContain('Wang (On call)')
  expect(told).not.toContain('13800000000')
  const story = await hub.explain(alert.lastEventId)
  expect(story).toMatchObject({
    event: { kind: 'acknowledged', answer: { by: 'Wang', text: { zh: 'Wang（来自“On call”）' } } },
    outcome: { result: 'acknowledged' },
  })
  // The source says on that it goes on: it stays taken on, and nobody is told again who did.
  await hub.post(reboot('i-web', 'Scheduled', { id: 'again' }))
  await hub.settle()
  expect(await theAlert()).toMatchObject({ state: 'acknowledged' })
  expect(await previews('duty')).toHaveLength(2)
})

test('a second press says who was first, and a second person joins', async () => {
  await begin()
  const path = await button('duty', 'Acknowledge')
  await press(path, 'Wang')
  await hub.settle()
  const again = await press(path, 'Wang')
  expect(again.body).toContain('Already acknowledged')
  expect(again.body).toContain('Wang (from the chat &quot;On call&quot;)')
  await press(path, 'Li')
  await hub.settle()
  expect(await theAlert()).toMatchObject({
    acknowledgedBy: 'Wang',
    answers: [{ by: 'Wang' }, { by: 'Li' }],
  })
  expect(await previews('duty')).toHaveLength(2)
})

test('what a person resolves is over, a late acknowledgement does not bring it back, and a later firing is a new alert', async () => {
  await begin()
  const [resolve, acknowledge] = [
    await button('duty', 'Resolve'),
    await button('duty', 'Acknowledge'),
  ]
  await press(resolve, 'Wang')
  await hub.settle()
  expect(await theAlert()).toMatchObject({ state: 'resolved', answers: [{ action: 'resolve' }] })
  expect((await previews('duty')).at(-1)).toMatch(/Resolved/)
  expect(JSON.stringify((await hub.heard('duty')).at(-1)?.payload)).toContain('Wang (On call)')
  expect((await press(acknowledge, 'Li')).body).toContain('It is over already.')
  await hub.post(reboot('i-web', 'Executing'))
  await hub.settle()
  const { alerts } = (await hub.call('GET', '/api/v1/alerts')).body
  expect(alerts.map(({ state }: { state: string }) => state)).toEqual(['firing', 'resolved'])
  // The old link is for the old alert.
  expect((await press(acknowledge, 'Li')).body).toContain('It is over already.')
  await hub.settle()
  expect((await theAlert()).state).toBe('firing')
})

test('what somebody took on and then becomes critical asks anew; what stays as bad does not', async () => {
  hub = await startHub(HUB)
  await hub.post(reboot('i-web', 'Scheduled', { level: 'WARN' }))
  await hub.settle()
  await press(await button('duty', 'Acknowledge'), 'Wang')
  await hub.settle()
  await hub.post(reboot('i-web', 'Scheduled', { id: 'again', level: 'WARN' }))
  await hub.settle()
  expect(await theAlert()).toMatchObject({ state: 'acknowledged' })
  expect(await previews('duty')).toHaveLength(2)
  hub.clock.advance(1000)
  await hub.post(reboot('i-web', 'Scheduled', { id: 'worse', level: 'CRITICAL' }))
  await hub.settle()
  const alert = await theAlert()
  expect(alert).toMatchObject({ state: 'firing', severity: 'critical' })
  expect(await previews('duty')).toHaveLength(3)
  await press(await button('duty', 'Acknowledge'), 'Li')
  await hub.settle()
  expect(await theAlert()).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Li' })
  expect(JSON.stringify((await hub.heard('duty')).at(-1)?.payload)).toContain('Li (On call)')
})

test('a silence from a link mutes exactly its alert, says so, and what still fires is told when it is over', async () => {
  await begin()
  const answer = await press(await button('duty', 'Silence 1 h'), 'Wang')
  expect(answer.body).toContain('Silenced for 1 hour')
  await hub.settle()
  const [id] = await hub.post(reboot('i-web', 'Executing'))
  await hub.post(reboot('i-db', 'Scheduled'))
  await hub.settle()
  expect((await previews('duty')).slice(1)).toEqual([expect.stringContaining('i-db')])
  expect((await hub.explain(String(id))).held).toMatchObject([{ reason: 'silenced' }])
  const { silences } = (await hub.call('GET', '/api/v1/silences')).body
  expect(silences).toMatchObject([{ state: 'active', createdBy: 'Wang' }])
  await hub.pass(59 * MINUTE, 10 * MINUTE)
  expect(await previews('duty')).toHaveLength(2)
  await hub.pass(2 * MINUTE, MINUTE)
  expect((await previews('duty')).slice(2)).toEqual([expect.stringMatching(/Update.*i-web/)])
})

test('what ends while it is silenced is told as over to those who heard it, and nothing more', async () => {
  await begin()
  await press(await button('duty', 'Silence 1 h'))
  await hub.settle()
  await hub.post(reboot('i-web', 'Executed'))
  await hub.settle()
  expect((await previews('duty')).slice(1)).toEqual([expect.stringMatching(/Resolved/)])
  await hub.pass(61 * MINUTE, 10 * MINUTE)
  expect(await previews('duty')).toHaveLength(2)
})

test('a silence survives a restart, and expiring it tells at once what it held back', async () => {
  hub = await startHub(HUB)
  const made = await hub.call('POST', '/api/v1/silences', {
    headers: JSON_BODY,
    body: JSON.stringify({ matchers: ['product="ECS"'], createdBy: 'Li', comment: 'works' }),
  })
  expect(made.body).toMatchObject({ state: 'active', matchers: ['product="ECS"'] })
  await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  await hub.restart()
  await hub.pass(MINUTE)
  expect(await previews('duty')).toEqual([])
  const ended = await hub.call('DELETE', `/api/v1/silences/${made.body.id}`)
  expect(ended.body).toMatchObject({ state: 'expired' })
  await hub.settle()
  expect(await previews('duty')).toEqual([expect.stringContaining('i-web')])
})

test('help is called from the fallback group with who asked, at most once in a minute', async () => {
  await begin()
  const path = await button('duty', 'Escalate')
  await press(path, 'Wang')
  await hub.settle()
  expect((await press(path, 'Wang')).body).toContain('Help was called less than a minute ago')
  await hub.settle()
  const heard = await hub.heard('boss')
  expect(heard.map(({ preview }) => preview)).toEqual([expect.stringContaining('Escalated')])
  expect(JSON.stringify(heard[0]?.payload)).toContain('Wang (On call)')
  expect([...(await buttonsOf('boss')).keys()]).not.toContain('Escalate')
  hub.clock.advance(MINUTE)
  await press(path, 'Wang')
  await hub.settle()
  expect(await previews('boss')).toHaveLength(2)
  expect(await theAlert()).toMatchObject({ state: 'firing', answers: [{}, {}] })
})

test('links outlive a restart and not a day; forged ones and those of no message look alike', async () => {
  await begin()
  const path = await button('duty', 'Acknowledge')
  await hub.restart()
  expect((await hub.call('GET', path)).status).toBe(200)
  const forged = `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`
  const [wrong, none] = [await hub.call('GET', forged), await hub.call('GET', '/a/none')]
  expect([wrong.status, wrong.body]).toEqual([404, none.body])
  expect(wrong.body).toContain('链接无效')
  expect((await press(forged)).status).toBe(404)
  hub.clock.advance(24 * 60 * MINUTE)
  expect(await hub.call('GET', path)).toMatchObject({ status: 410 })
  expect((await press(path, 'Wang')).body).toContain('This link is too old')
  await hub.settle()
  expect((await theAlert()).answers).toEqual([])
})

test('an answer from another site or that is no form of the page is refused and changes nothing', async () => {
  await begin()
  const path = await button('duty', 'Acknowledge')
  const crossSite = { ...FORM, 'sec-fetch-site': 'cross-site' }
  expect((await hub.call('POST', path, { headers: crossSite, body: 'name=x' })).status).toBe(403)
  expect((await hub.call('POST', path, { headers: JSON_BODY, body: '{}' })).status).toBe(415)
  expect((await hub.call('POST', path)).status).toBe(415)
  const long = { headers: FORM, body: `name=${'x'.repeat(20_000)}` }
  expect((await hub.call('POST', path, long)).status).toBe(413)
  await hub.settle()
  expect((await theAlert()).answers).toEqual([])
})

test('too many requests for one link, and guesses from one address, are turned away until the next minute', async () => {
  await begin()
  const path = await button('duty', 'Acknowledge')
  for (const [asked, status] of [
    [path, 200],
    ['/a/guess', 404],
  ] as const) {
    const statuses: number[] = []
    for (let count = 0; count < 121; count++) statuses.push((await hub.call('HEAD', asked)).status)
    expect([statuses[119], statuses[120]]).toEqual([status, 429])
  }
  // Nobody else is held up by either.
  expect((await hub.call('HEAD', await button('duty', 'Resolve'))).status).toBe(200)
  hub.clock.advance(MINUTE)
  expect((await hub.call('HEAD', path)).status).toBe(200)
})

test('the API answers with a name and says what came of it', async () => {
  await begin()
  const { id } = await theAlert()
  const ask = (action: string, body: object): ReturnType<TestHub['call']> =>
    hub.call('POST', `/api/v1/alerts/${id}/${action}`, {
      headers: JSON_BODY,
      body: JSON.stringify(body),
    })
  expect(await ask('acknowledge', {})).toMatchObject({ status: 400 })
  expect((await ask('acknowledge', { by: 'Li', via: 'console' })).body.verdict).toBe('done')
  await hub.settle()
  expect((await ask('acknowledge', { by: 'Li' })).body.verdict).toBe('already')
  expect((await ask('silence', { by: 'Li', durationSeconds: 600 })).body).toMatchObject({
    verdict: 'done',
    until: new Date(hub.clock.now() + 10 * MINUTE).toISOString(),
  })
  expect((await ask('escalate', { by: 'Li', comment: 'disk full' })).body.verdict).toBe('done')
  await hub.settle()
  expect(JSON.stringify((await hub.heard('boss'))[0]?.payload)).toContain('disk full')
  expect((await ask('resolve', { by: 'Li' })).body.verdict).toBe('done')
  await hub.settle()
  expect((await ask('escalate', { by: 'Li' })).body.verdict).toBe('over')
  expect((await ask('dance', { by: 'Li' })).status).toBe(404)
  expect((await hub.call('GET', `/api/v1/alerts/${id}`)).body).toMatchObject({
    state: 'resolved',
    acknowledgedBy: 'Li',
    answers: [{ via: 'console' }, { action: 'silence' }, { comment: 'disk full' }, {}],
  })
  expect(
    (
      await hub.call('POST', '/api/v1/alerts/none/resolve', {
        headers: JSON_BODY,
        body: '{"by":"x"}',
      })
    ).status,
  ).toBe(404)
})

test.each([
  ['nothing', {}],
  ['no matcher', { matchers: [], createdBy: 'Li' }],
  ['a matcher that is none', { matchers: ['severity'], createdBy: 'Li' }],
  ['matchers of everything', { matchers: ['team=~".*"'], createdBy: 'Li' }],
  [
    'an end before its start',
    { matchers: ['a="b"'], createdBy: 'Li', endsAt: '2020-01-01T00:00:00Z' },
  ],
  [
    'a time without a zone',
    { matchers: ['a="b"'], createdBy: 'Li', endsAt: '2030-01-01T00:00:00' },
  ],
  ['nobody', { matchers: ['a="b"'] }],
])('a silence of %s is refused with what was expected', async (_name, body) => {
  hub = await startHub(HUB)
  const answer = await hub.call('POST', '/api/v1/silences', {
    headers: JSON_BODY,
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(400)
  expect(answer.body.detail).toMatch(/^Expected/)
})
