import { expect, test } from 'vitest'
import { roleOf } from './sign-in.ts'

test.each([
  [['ops'], { responder: ['ops'] }, 'responder'],
  [['ops', 'leads'], { responder: ['ops'], admin: ['leads'] }, 'admin'],
  [['sales'], { responder: ['ops'] }, undefined],
  [[], { viewer: ['*'] }, 'viewer'],
  [['leads'], { viewer: ['*'], editor: ['leads'] }, 'editor'],
  [['*'], { admin: ['leads'] }, undefined],
] as const)('the groups %j have of %j the role %s', (groups, roles, role) => {
  expect(roleOf(groups, roles)).toBe(role)
})
