import { expect, test } from 'vitest'
import { Announcer } from './announcer.ts'

test('whoever listens hears what is said until they end it, and one too many is refused', () => {
  const announcer = new Announcer<'alerts' | 'events'>(2)
  const heard: string[] = []
  const end = announcer.listen((topics) => heard.push(...topics))
  announcer.listen(() => heard.push('other'))
  expect(announcer.listen(() => undefined)).toBeUndefined()
  announcer.say(['alerts', 'events'])
  end?.()
  announcer.say(['alerts'])
  expect(heard).toEqual(['alerts', 'events', 'other', 'other'])
  expect(announcer.listen(() => undefined)).toBeDefined()
})
