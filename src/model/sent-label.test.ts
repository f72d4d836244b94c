import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hubLabel, sentLabel } from './sent-label.ts'

test.each([
  ['alertname', 'alertname'],
  ['severity', 'exported_severity'],
  ['exported_severity', 'exported_exported_severity'],
  ['source', 'exported_source'],
  ['exported_job', 'exported_job'],
])('a sender’s %s is kept as %s', (sent, kept) => {
  expect(hubLabel(sent)).toBe(kept)
  expect(sentLabel(kept)).toBe(sent)
})

test('a label of the hub’s own is no sender’s', () => {
  expect(sentLabel('severity')).toBeUndefined()
})

test('whatever the name, the way back is clear', () => {
  const parts = fc.constantFrom('exported_', 'severity', 'source', 'kind', 'x', 'dedupKey')
  fc.assert(
    fc.property(fc.array(parts, { minLength: 1 }), (words) => {
      expect(sentLabel(hubLabel(words.join('')))).toBe(words.join(''))
    }),
  )
})
