import { describe, expect, test } from 'vitest'
import { compile, ExprError } from '../../src/languages/expr/expr.ts'
import { typeName } from '../../src/languages/expr/type-name.ts'
import { goInt } from '../../src/languages/values/number.ts'
import { formatValue } from '../../src/languages/values/print.ts'
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

const APPLICATION = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: {
    name: 'guestbook',
    namespace: 'argocd',
    labels: { team: 'a' },
    annotations: { 'example.com/version': 'v0.1' },
  },
  spec: {
    project: 'default',
    source: {
      path: 'guestbook',
      repoURL: 'https://github.com/argoproj/argocd-example-apps.git',
      targetRevision: 'HEAD',
    },
  },
}

const STATUS = {
  conditions: [
    { message: 'boom "x"\nline2', type: 'SyncError' },
    { message: 'm2', type: 'SharedResourceWarning' },
  ],
  count: 3,
  health: { lastTransitionTime: '2026-03-26T08:00:30Z', status: 'Healthy' },
  history: [{ id: 0 }, { id: 1 }],
  nothing: null,
  operationState: {
    finishedAt: '2026-03-26T08:00:20Z',
    message: 'ok',
    phase: 'Succeeded',
    startedAt: '2026-03-26T08:00:00Z',
    syncResult: { revision: 'abc123' },
  },
  ratio: 0.5,
  summary: { images: ['nginx:1.27.1', 'redis:7'] },
  sync: { revision: 'abc123', status: 'Synced' },
}

const { operationState: _, ...withoutOperation } = STATUS

const STATES: Readonly<Record<string, unknown>> = {
  full: { ...APPLICATION, status: STATUS },
  noOperationState: { ...APPLICATION, status: withoutOperation },
  nullOperationState: { ...APPLICATION, status: { ...STATUS, operationState: null } },
  noStatus: APPLICATION,
}

/** These files hold an error's first line. */
function withFirstLine(answer: Answer): unknown {
  const { error, phase, type, text } = answer
  return error === undefined ? { type, text } : { error: error.split('\n')[0], phase }
}

test.each(linesOf('expr-argocd.jsonl').map((line) => JSON.parse(line)))(
  "with Argo CD's environment $expr is what upstream gave in state $state",
  ({ expr, state, ...expected }) => {
    const env = { app: STATES[state], context: { argocdUrl: 'https://cd' }, secrets: { k: 'v' } }
    const line = { id: '1', expr, env, vars: 'argocd', now: '2026-03-26T08:10:00Z' }
    const answer: Answer = JSON.parse(answerExpr(JSON.stringify(line)))
    expect(withFirstLine(answer)).toEqual(expected)
  },
)

/** There the environment held Go's ints, which JSON does not have. */
const INTS = { a: [goInt(1), goInt(2)], m: { x: { y: goInt(1) } } }

test.each(linesOf('expr-operators.jsonl').map((line) => JSON.parse(line)))(
  '$expr is what upstream gave',
  ({ expr, ...expected }) => {
    try {
      const value = compile(expr).run(INTS)
      expect({ text: formatValue(value), type: typeName(value) }).toEqual(expected)
    } catch (error) {
      if (!(error instanceof ExprError)) throw error
      const { message, phase } = error
      expect({ error: message.split('\n')[0], phase }).toEqual(expected)
    }
  },
)
