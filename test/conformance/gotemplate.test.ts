import { expect, test } from 'vitest'
import { asCaseLine } from './argocd-templates.ts'
import { readCases } from './case-file.ts'
import { answerGotemplate } from './gotemplate.ts'
import { judge } from './judge.ts'

function misses(lines: readonly string[], messages: boolean): (string | undefined)[] {
  expect(lines.length).toBeGreaterThan(100)
  return lines
    .map((line) => judge(line, answerGotemplate, { messages }))
    .filter((miss) => miss !== undefined)
}

test('templates render and fail as Go 1.26 does, word for word', () => {
  expect(misses(readCases('gotmpl-core.jsonl'), true)).toEqual([])
})

test('sprig functions give what sprig 3.3 gives', () => {
  expect(misses(readCases('gotmpl-sprig.jsonl'), true)).toEqual([])
})

test("Argo CD's data and functions give what Argo CD gives", () => {
  const lines = readCases('argocd-templates.jsonl').map(asCaseLine)
  // These texts come from an older Go, whose errors are shorter in places; the phase tells enough.
  expect(misses(lines, false)).toEqual([])
})

test('a wrong expectation is told', () => {
  const line = '{"id":"x","template":"{{1}}","data":null,"output":"2"}'
  expect(judge(line, answerGotemplate, { messages: true })).toBe(
    'x "{{1}}": output is "1", expected "2"',
  )
})
