import { expect, test } from 'vitest'
import { channels } from './channels/all.ts'
import { previewTemplate } from './preview-template.ts'

test('what takes too long is shown by the default message, says so, and is tried on no other kinds', () => {
  let now = 1_772_676_901_000
  // Each look at the clock finds that a third of a second has passed.
  const clock = { now: () => (now += 333) }
  const template = { text: '{{ range .firing }}ALARM{{ end }}' }
  const { messages, faults, fails } = previewTemplate({ template, language: 'en', channels, clock })
  expect(faults).toEqual([])
  expect([...fails]).toEqual([])
  expect(messages[0]?.body).toContain('ALARM')
  expect(messages.at(-1)).toMatchObject({
    channel: 'slack',
    body: expect.not.stringContaining('ALARM'),
    fault: 'It took too long to be shown here.',
  })
})
