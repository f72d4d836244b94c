import { describe, expect, test } from 'vitest'
import { CONTEXT, postOf } from '../../../test/contract/source-contract.ts'
import type { SourceRequest } from '../../contract/source.ts'
import { argocd } from './argocd.ts'

function eventsOf(request: SourceRequest, settings: Readonly<Record<string, string>> = {}) {
  const reading = argocd.read(request, { ...CONTEXT, settings })
  return reading.kind === 'events' ? reading.events : []
}

const text = (body: string) => postOf(body, 'text/plain')

/** Each event in a word: its kind, and the end of its key or its name. */
function saidOf(request: SourceRequest): readonly string[] {
  return eventsOf(request).map(({ kind, dedupKey, name }) =>
    kind === 'notice' ? `notice ${name}` : `${kind} ${dedupKey.replace('argocd|', '')}`,
  )
}

const DEPLOYED = [
  'resolved orders|operation',
  'resolved orders|health',
  'resolved orders|comparison',
  'notice on-deployed',
]

describe('what a message says', () => {
  test.each([
    [
      'the app by another word',
      'The app orders has successfully synced!',
      ['resolved orders|operation', 'resolved orders|comparison', 'notice on-sync-succeeded'],
    ],
    ['a subject', 'New version of an application orders is up and running.', DEPLOYED],
    ['a document’s sentence', 'Application orders has successfully deployed.', DEPLOYED],
    ['health in a sentence', 'Application orders has been healthy.', ['resolved orders|health']],
    [
      'a sync status in a sentence',
      'Application orders sync is OutOfSync.',
      ['resolved orders|comparison'],
    ],
    [
      'a qualified name',
      'Application team-a/orders has degraded.',
      ['firing team-a/orders|health'],
    ],
    ['Chinese', '应用「orders」部署成功', DEPLOYED],
    ['lines in Chinese', '应用名称: orders\n健康状态: Degraded', ['firing orders|health']],
    [
      'lines of Slack, with the value on the next',
      '*Application:* orders\n*Sync Status:*\nUnknown',
      ['firing orders|comparison'],
    ],
    ['neither', 'Deployment is ready', ['notice Notification']],
    ['an application and nothing of it', 'Application: orders', ['notice Notification']],
    ['a state and no application', 'Status: Failed', ['notice Notification']],
    ['no value', 'Application name: orders\nStatus: <no value>', ['notice Notification']],
  ])('%s', (_name, body, said) => {
    expect(saidOf(text(body))).toEqual(said)
  })

  test('an error’s text says nothing of the application', () => {
    const body =
      'The sync operation of application orders has failed at 2026-03-05T02:12:31Z with the following error: bad\nHealth: Degraded\nStatus: Succeeded'
    expect(saidOf(text(body))).toEqual(['firing orders|operation'])
  })
})

describe('the address', () => {
  test.each([
    ['/on-deployed', 'app=orders', DEPLOYED],
    ['/app-health-degraded', 'app=orders', ['firing orders|health']],
    ['', 'trigger=on-sync-failed&application=orders', ['firing orders|operation']],
    ['/on-something-else', 'app=orders', ['notice Notification']],
  ])('%s?%s says what happened', (path, query, said) => {
    expect(saidOf({ ...text('news'), path, query })).toEqual(said)
    expect(saidOf({ ...text(''), method: 'GET', path, query })).toEqual(said)
  })

  test('the trigger in it goes before what the message says', () => {
    const request = {
      ...text('Application name: orders\nStatus: Succeeded'),
      path: '/on-health-degraded',
    }
    expect(saidOf(request)).toContain('firing orders|health')
  })
})

describe('an application in the JSON', () => {
  const body = (namespace: string, status: object) =>
    postOf(
      JSON.stringify({
        app: { kind: 'Application', metadata: { name: 'orders', namespace }, status },
      }),
    )

  test('it goes by its name in Argo CD’s own namespace, and by both elsewhere', () => {
    const status = { health: { status: 'Degraded', message: 'no pod is ready' } }
    const keyIn = (namespace: string, settings = {}) =>
      eventsOf(body(namespace, status), settings).map(({ dedupKey }) => dedupKey)
    expect(keyIn('argocd')).toEqual(['argocd|orders|health'])
    expect(keyIn('team-a')).toEqual(['argocd|team-a/orders|health'])
    expect(keyIn('gitops', { namespace: 'gitops' })).toEqual(['argocd|orders|health'])
  })

  test.each([
    [
      {
        health: { status: 'Degraded', message: 'no pod' },
        operationState: { phase: 'Succeeded', message: 'synced' },
      },
      'no pod',
    ],
    [
      {
        health: { status: 'Degraded', message: 'no pod' },
        operationState: { phase: 'Failed', message: 'denied' },
      },
      'denied',
    ],
    [
      {
        sync: { status: 'Unknown' },
        conditions: [{ type: 'ComparisonError', message: 'no manifest' }],
      },
      'no manifest',
    ],
  ])('its message is about what is wrong now', (status, message) => {
    const [event] = eventsOf(body('argocd', status))
    expect(event?.fields[0]).toEqual({ label: { en: 'Message', zh: '消息' }, value: message })
  })
})

test('a request that says nothing is refused', () => {
  expect(argocd.read({ ...text(' \n'), path: '/on-deployed' }, CONTEXT).kind).toBe('unparsable')
})

test('what nothing is known of is told as a warning where it sounds like trouble', () => {
  expect(eventsOf(text('Rollout orders failed'))).toMatchObject([{ severity: 'warning' }])
  expect(eventsOf(text('Rollout orders is done'))).toMatchObject([{ severity: 'info' }])
})
