import { describe, expect, test } from 'vitest'
import { runInState, runWithInts } from './argocd-expr.ts'
import { answerExpr, type Expected, essence, linesOf, ownCases } from './expr.ts'

type Answer = Omit<Expected, 'expr'>

describe('expr agrees with what upstream gave', () => {
  const bySection = Map.groupBy(ownCases(), ({ expected }) => expected.id.replace(/-.*$/, ''))

  test.each([...bySection.keys()])('for the cases of %s', (section) => {
    const cases = bySection.get(section) ?? []
    for (const { expected, line } of cases) {
      const answer: Answer = JSON.parse(answerExpr(line))
      expect({ expr: expected.expr, gives: essence(answer, { messages: true }) }).toEqual({
        expr: expected.expr,
        gives: essence(expected, { messages: true }),
      })
    }
    expect(cases.length).toBeGreaterThan(0)
  })
})

test.each(linesOf('expr-argocd.jsonl').map((line) => JSON.parse(line)))(
  "with Argo CD's environment $expr is what upstream gave in state $state",
  ({ expr, state, ...expected }) => {
    expect(runInState(expr, state)).toEqual(expected)
  },
)

test.each(linesOf('expr-operators.jsonl').map((line) => JSON.parse(line)))(
  '$expr is what upstream gave',
  ({ expr, ...expected }) => {
    expect(runWithInts(expr)).toEqual(expected)
  },
)
