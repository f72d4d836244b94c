import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settingsOf } from '../../../test/contract/argo-service.ts'
import { ManualClock } from '../../base/clock.ts'
import type { HttpOutcome } from '../../base/http-client.ts'
import type { SendContext } from '../../contract/channel.ts'
import { argocd } from './argocd.ts'
import { SERVICES } from './services.ts'

const PEM = readFileSync(new URL('./fixtures/app-key.pem', import.meta.url), 'utf8')

/** What stands where a service expects something else. */
const ODD: readonly unknown[] = [
  null,
  true,
  0,
  '',
  '<no value>',
  '{"a": [1',
  '[null, 1, {"name": 1, "targets": [null]}]',
  [],
  [null, 1, 'x', {}],
  {},
  { facts: null, id: {}, token: [] },
]

/** Every name that some service reads, of options and parts alike. */
const NAMES = `account adaptiveCard alias annotations apiKey apiKeys apiPath apiURL apiUrl appID
  attachments attributes avatar basicAuth bearerToken blocks body cards cardsV2 checkRun deployment
  deliveryPolicy description endpointUrl enterpriseBaseURL facts from generatorURL groupingKey headers
  host icon installationID key labels messageAttributes messageGroupId method output password path port
  potentialAction privateKey project pullRequestComment queue recipientUrls region repoURLPath
  repositoryDispatch revisionPath secret sections serverUrl serviceKeys status tags targets template
  threadKey timeout title token topic url username visibleTo webhooks`.split(/\s+/)

const GOOD: Readonly<Record<string, object>> = {
  webhook: { url: 'https://a.example' },
  slack: { token: 'hidden-token' },
  teams: { recipientUrls: { ops: 'https://a.example' } },
  'teams-workflows': { recipientUrls: { ops: 'https://a.logic.azure.com/x' } },
  email: { host: 'a.example', port: 25, from: 'a@example.com' },
  alertmanager: {},
  grafana: { apiUrl: 'https://a.example', apiKey: 'hidden-key' },
  github: { appID: 1, installationID: 2, privateKey: PEM },
  googlechat: { webhooks: { ops: 'https://a.example' } },
  mattermost: { apiURL: 'https://a.example', token: 'hidden-token' },
  telegram: { token: 'hidden-token' },
  pagerduty: { token: 'hidden-token', from: 'a@example.com' },
  pagerdutyv2: { serviceKeys: { ops: 'hidden-key' } },
  opsgenie: { apiKeys: { ops: 'hidden-key' } },
  rocketchat: { serverUrl: 'https://a.example', email: 'a', password: 'hidden-word' },
  webex: { token: 'hidden-token' },
  newrelic: { apiKey: 'hidden-key' },
  pushover: { token: 'hidden-token' },
  awssqs: { queue: 'q', region: 'r', key: 'hidden-key', secret: 'hidden-secret' },
  gcppubsub: { project: 'p', topic: 't', key: { client_email: 'a', private_key: PEM } },
}

const BODIES = [
  '{"token": "t", "id": 1}',
  '',
  'null',
  '[]',
  '[null]',
  '{"ok": 1, "error": {"status": {}}}',
  '1',
  '<html>',
]

/** A network that answers each request with the next odd body, and no name that can be resolved. */
function context(seed: number): SendContext {
  let count = seed
  const answer = (): HttpOutcome => {
    count += 1
    const body = BODIES[count % BODIES.length] ?? ''
    return { kind: 'answered', status: [200, 404, 422][count % 3] ?? 200, headers: {}, body }
  }
  return {
    http: { send: () => Promise.resolve(answer()), close: () => Promise.resolve() },
    resolveHost: () => Promise.resolve({ kind: 'refused', reason: 'no such name' }),
    clock: new ManualClock(0),
    signal: new AbortController().signal,
    idempotencyKey: 'nt_1',
  }
}

test('every service has options here', () => {
  expect(Object.keys(GOOD).toSorted()).toEqual([...SERVICES.keys()].toSorted())
})

test.each([...SERVICES.keys()])('%s bears whatever a template makes', async (service) => {
  const settings = settingsOf({ service, options: GOOD[service] ?? {}, recipient: 'ops' })
  for (const [index, odd] of ODD.entries()) {
    for (const name of NAMES) {
      const part = { [name]: odd, labels: { a: 'b' }, description: 'd', repoURLPath: 'a/b' }
      const rendered = argocd.raw?.(JSON.stringify({ message: 'm', part }), settings)
      if (rendered === undefined || !Object.hasOwn(Object(rendered), 'body')) throw new Error(name)
      const body = String(Reflect.get(Object(rendered), 'body'))
      const receipt = await argocd.send({ body, cut: false }, settings, context(index))
      expect(['sent', 'retry', 'refused']).toContain(receipt.kind)
    }
  }
})

test.each([...SERVICES.keys()])('%s bears whatever options it has', async (service) => {
  for (const [index, odd] of ODD.entries()) {
    for (const name of NAMES) {
      const options = { ...GOOD[service], [name]: odd }
      const settings = settingsOf({ service, options, recipient: 'ops' })
      for (const problem of argocd.check(settings)) expect(problem).toHaveProperty('zh')
      expect(argocd.address(settings)).toMatch(/^argocd:[\w.-]+$/)
      const receipt = await argocd.send(
        { body: '{"message":"m"}', cut: false },
        settings,
        context(index),
      )
      expect(['sent', 'retry', 'refused']).toContain(receipt.kind)
    }
  }
})
