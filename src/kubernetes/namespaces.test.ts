import { expect, test } from 'vitest'
import { namespaceFilter } from './namespaces.ts'

test.each([
  ['team-a', ['team-a'], ['team-ab', 'xteam-a']],
  ['team-*', ['team-', 'team-a-b'], ['my-team-a']],
  ['team-?', ['team-a'], ['team-', 'team-ab']],
  ['team-[ab]', ['team-a'], ['team-c']],
  ['team-[!ab]', ['team-c'], ['team-a']],
  ['{pay,shop}-*', ['pay-1', 'shop-2'], ['shop', 'log-1']],
  ['/^team-(a|b)$/', ['team-a'], ['team-ab']],
  ['/team/', ['my-team-a'], ['tam']],
  ['a.c', ['a.c'], ['abc']],
])('%s takes %j and not %j', (pattern, taken, left) => {
  const { takes, only } = namespaceFilter('argocd', [pattern])
  expect(only).toBeUndefined()
  expect(['argocd', ...taken].filter((namespace) => !takes(namespace))).toEqual([])
  expect(left.filter(takes)).toEqual([])
})

test('without a pattern only the own namespace is watched', () => {
  const { takes, only } = namespaceFilter('argocd', [])
  expect(only).toBe('argocd')
  expect(takes('other')).toBe(false)
})
