import { expect, test } from 'vitest'
import { judgeAnnotations, judgeConfig, judgeMerge, judgeState } from './argocd-engine.ts'
import { readCases } from './case-file.ts'

test.each([
  ['configurations are read, and refused word for word', 'argocd-config.jsonl', judgeConfig],
  [
    'annotations subscribe whom they subscribe upstream',
    'argocd-annotations.jsonl',
    judgeAnnotations,
  ],
  [
    'what fires when, and the state that is kept of it, are upstream’s',
    'argocd-state.jsonl',
    judgeState,
  ],
  ['templates are merged by upstream’s rules', 'argocd-merge.txt', judgeMerge],
])('%s', (_, file, judge) => {
  const lines = readCases(file)
  expect(lines.length).toBeGreaterThan(8)
  expect(lines.map(judge).filter((miss) => miss !== undefined)).toEqual([])
})
