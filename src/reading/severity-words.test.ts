import { expect, test } from 'vitest'
import { severityOfWord } from './severity-words.ts'

test.each([
  ['critical', 'critical'],
  [' P1 ', 'critical'],
  ['Disaster', 'critical'],
  ['严重', 'critical'],
  ['high', 'error'],
  ['ERR', 'error'],
  ['warn', 'warning'],
  ['moderate', 'warning'],
  ['informational', 'info'],
  ['低', 'info'],
  ['so-so', undefined],
  ['', undefined],
  [undefined, undefined],
])('the word %j is %j', (word, severity) => {
  expect(severityOfWord(word)).toBe(severity)
})
