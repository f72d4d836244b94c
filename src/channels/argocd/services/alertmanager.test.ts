import { expect, test } from 'vitest'
import { deliver, ServiceStandIn, serviceContract } from '../../../../test/contract/argo-service.ts'

const PASSWORD = 'correct-horse-battery'
const LINE = 'POST /am/api/v2/alerts'
const HEADERS = {
  'content-type': 'application/json',
  authorization: `Basic ${btoa(`argo:${PASSWORD}`)}`,
}
const PART = {
  labels: { alertname: 'app-degraded', severity: 'critical' },
  annotations: { summary: 'demo' },
  generatorURL: 'git@github.com:team/demo.git',
}
const STARTS_AT = '2026-03-05T02:15:01.500Z'

serviceContract({
  service: 'alertmanager',
  options: (origin) => ({
    targets: [origin.replace('http://', '')],
    apiPath: '/am/api/v2/alerts',
    basicAuth: { username: 'argo', password: PASSWORD },
    bearerToken: 'not used',
  }),
  credentials: [PASSWORD, btoa(`argo:${PASSWORD}`)],
  rendering: { message: 'demo is degraded', part: PART },
  taken: [{ status: 200 }],
  requests: [
    [
      'one alert without an end',
      { message: 'demo', part: PART },
      [
        {
          line: LINE,
          headers: HEADERS,
          body: [
            { ...PART, generatorURL: 'https://github.com/team/demo.git', startsAt: STARTS_AT },
          ],
        },
      ],
    ],
    [
      'the hub’s own words as an alert of its own',
      { message: 'demo', own: true },
      [
        {
          line: LINE,
          headers: HEADERS,
          body: [
            {
              labels: { alertname: 'Tocsin' },
              annotations: { summary: 'demo' },
              startsAt: STARTS_AT,
            },
          ],
        },
      ],
    ],
    ['nothing without a part', { message: 'demo' }, [], [{}]],
    ['nothing without labels', { message: 'demo', part: { labels: {} } }, [], [{}]],
  ],
  judged: [
    ['200', [{ status: 200 }], { kind: 'sent' }],
    ['no other success', [{ status: 202 }], { kind: 'refused', reason: 'unknown' }],
    ['a bad alert', [{ status: 400, body: 'bad' }], { kind: 'refused', reason: 'malformed' }],
    ['a wrong login', [{ status: 401 }], { kind: 'refused', reason: 'token' }],
  ],
  problems: [
    [
      'too many targets',
      { targets: Array.from({ length: 17 }, () => 'a:1') },
      undefined,
      'targets',
    ],
    ['a target that is none', { targets: ['http://a:1'] }, undefined, 'targets'],
  ],
})

test('one target that takes the alert is enough, and the others are named', async () => {
  const good = new ServiceStandIn()
  const bad = new ServiceStandIn()
  const origins = [
    await bad.open([{ status: 500, body: 'no' }]),
    await good.open([{ status: 200 }]),
  ]
  const targets = origins.map((origin) => origin.replace('http://', ''))
  const rendering = { message: 'demo', part: PART }
  const endpoint = { service: 'alertmanager', options: { targets, bearerToken: 'hidden-token' } }
  const receipt = await deliver(endpoint, rendering)
  expect(receipt).toMatchObject({ kind: 'sent', text: 'HTTP 200 (not taken by 1: no)' })
  expect(good.seen[0]?.headers['authorization']).toBe('Bearer hidden-token')
  expect(bad.seen[0]?.body).toEqual(good.seen[0]?.body)
  await good.close()
  expect(await deliver(endpoint, rendering)).toMatchObject({ kind: 'retry' })
  await bad.close()
})
