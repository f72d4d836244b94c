import { expect, test } from 'vitest'
import { namesIn } from './name-list.ts'

test.each([
  ['', []],
  [' , ,', []],
  ['team-a', ['team-a']],
  ['team-a, team-b ,', ['team-a', 'team-b']],
  ['team-{a,b}', ['team-{a,b}']],
  ['team-{a,b},ops', ['team-{a,b}', 'ops']],
  ['ops,{x,{y,z}}-app,team-*', ['ops', '{x,{y,z}}-app', 'team-*']],
  ['/^app-[0-9]{1,2}$/,ops', ['/^app-[0-9]{1,2}$/', 'ops']],
  ['team-{a,ops', ['team-{a', 'ops']],
  ['team-a},ops', ['team-a}', 'ops']],
])('the list %j names %j', (list, names) => {
  expect(namesIn(list)).toEqual(names)
})
