import { expect, test } from 'vitest'
import { settingsOf } from '../../../test/contract/argo-service.ts'
import { SERVICE_OPTIONS } from '../../../test/contract/argo-service-options.ts'
import { ManualClock } from '../../base/clock.ts'
import type { HttpOutcome } from '../../base/http-client.ts'
import type { SendContext } from '../../contract/channel.ts'
import { argocd } from './argocd.ts'
import { SERVICES } from './services.ts'

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
  expect(Object.keys(SERVICE_OPTIONS).toSorted()).toEqual([...SERVICES.keys()].toSorted())
})

test.each([...SERVICES.keys()])('%s bears whatever a template makes', async (service) => {
  const settings = settingsOf({
    service,
    options: SERVICE_OPTIONS[service] ?? {},
    recipient: 'ops',
  })
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
      const options = { ...SERVICE_OPTIONS[service], [name]: odd }
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
