import { expect, test } from 'vitest'
import { topicsOf } from './live-message.ts'

test.each([
  ['event: changed\ndata: {"topics":["alerts","events"]}', ['alerts', 'events']],
  [': still here', []],
  ['retry: 2000', []],
])('of %j the topics are %j', (message, topics) => {
  expect(topicsOf(message)).toEqual(topics)
})
