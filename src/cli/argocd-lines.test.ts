import { expect, test } from 'vitest'
import type { WireArgocd } from '../api/wire-argocd.ts'
import { argocdLines, isArgocdTroubled } from './argocd-lines.ts'

const CONTROLLER: WireArgocd['controller'] = {
  leading: true,
  leader: 'one_ab',
  watched: [{ kind: 'applications', objects: 3, ready: true }],
  ...{ applications: 3, waiting: 0, working: 0, ended: 0, patched: 7, failed: 0 },
}

const FINE: WireArgocd = {
  namespaces: [
    { namespace: 'argocd', readAt: '2026-03-05T02:15:00.000Z', services: [], problems: [] },
  ],
  applications: 3,
  unconfirmed: 0,
  controller: CONTROLLER,
}

test('a replica that works says so, and what it watches', () => {
  expect(argocdLines(FINE)).toContain('  this replica works; annotations changed: 7')
  expect(argocdLines(FINE)).toContain('  watched: 3 applications')
  expect(isArgocdTroubled(FINE)).toBe(false)
})

test.each([
  [{ ...CONTROLLER, leading: false, leader: 'two_cd' }, 'does not work, two_cd does'],
  [{ ...CONTROLLER, waiting: 2, ended: 1 }, 'to be looked at: 2, ended: 1'],
  [
    {
      ...CONTROLLER,
      failed: 4,
      lastFailure: { at: 'then', application: 'argocd/shop', text: 'it hung' },
    },
    '4 looks failed, the last at then, of argocd/shop: it hung',
  ],
  [
    { ...CONTROLLER, watched: [{ kind: 'secrets', objects: 0, ready: false }] },
    'secrets: not listed yet',
  ],
])('of a controller %j it says %j', (controller, text) => {
  const argocd = { ...FINE, controller }
  expect(argocdLines(argocd).join('\n')).toContain(text)
  expect(isArgocdTroubled(argocd)).toBe(false)
})

test('a kind that cannot be watched is trouble, with the reason', () => {
  const watched = [{ kind: 'secrets', objects: 0, ready: false, trouble: 'secrets is forbidden' }]
  const argocd = { ...FINE, controller: { ...CONTROLLER, watched } }
  expect(argocdLines(argocd)).toContain('    secrets: secrets is forbidden')
  expect(isArgocdTroubled(argocd)).toBe(true)
})
