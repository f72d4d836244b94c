import { isDeepStrictEqual } from 'node:util'
import { compile, ExprError } from '../../src/languages/expr/expr.ts'
import { typeName } from '../../src/languages/expr/type-name.ts'
import { goInt } from '../../src/languages/values/number.ts'
import { formatValue } from '../../src/languages/values/print.ts'
import { answerExpr } from './expr.ts'

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

/** What these cases record: the printed form and the type, or the first line of an error and its phase. */
export type Recorded =
  | { readonly text: string; readonly type: string }
  | { readonly error: string; readonly phase: string }

/** What an expression gives in Argo CD's environment with the Application in a state. */
export function runInState(expr: string, state: string): Recorded {
  const env = { app: STATES[state], context: { argocdUrl: 'https://cd' }, secrets: { k: 'v' } }
  const line = { id: '1', expr, env, vars: 'argocd', now: '2026-03-26T08:10:00Z' }
  const { error, phase, text, type } = JSON.parse(answerExpr(JSON.stringify(line)))
  return error === undefined ? { text, type } : { error: firstLine(error), phase }
}

/** There the environment held Go's ints, which JSON does not have. */
const INTS = { a: [goInt(1), goInt(2)], m: { x: { y: goInt(1) } } }

/** What an expression gives in the environment of the cases of operators. */
export function runWithInts(expr: string): Recorded {
  try {
    const value = compile(expr).run(INTS)
    return { text: formatValue(value), type: typeName(value) }
  } catch (error) {
    if (!(error instanceof ExprError)) throw error
    return { error: firstLine(error.message), phase: error.phase }
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}

const STOOD_IN = 'repo.FullNameByRepoURL(app.spec.source.repoURL)'

/** Why a line of argocd/expr.jsonl is left out; undefined when it is not. */
export function whyLeftOut(line: string): string | undefined {
  if (JSON.parse(line).Expr !== STOOD_IN) return undefined
  return `${STOOD_IN}: the real run had a stand-in for the repository that gave o/r for any address`
}

/** What is wrong with our answer to a line of argocd/expr.jsonl; undefined when it passes. */
export function judgeArgoCdExpr(line: string): string | undefined {
  const { Expr: expr, State: state, Out: text = '', Type: type, ...errors } = JSON.parse(line)
  const { CompileErr: compileError, RunErr: runError } = errors
  const error = compileError ?? runError
  const phase = compileError === undefined ? 'run' : 'compile'
  const wanted = error === undefined ? { text, type } : { error: firstLine(error), phase }
  return difference(`${expr} (${state})`, wanted, runInState(expr, state))
}

const OPERATOR_LINE = /^(?<expr>.*?)(?: {2,}| (?=RUN |COMPILE ))(?<answer>\S.*)$/

/** The same for a line of argocd/expr_ops.txt: the expression, then `text (type)` or the phase and its error. */
export function judgeOperator(line: string): string | undefined {
  const { expr = '', answer = '' } = OPERATOR_LINE.exec(line)?.groups ?? {}
  const failed = /^(RUN|COMPILE) (.*)$/.exec(answer)
  const [, text = '', type = ''] = /^(.*) \((.*)\)$/.exec(answer) ?? []
  const wanted = failed
    ? { error: failed[2] ?? '', phase: (failed[1] ?? '').toLowerCase() }
    : { text, type }
  return difference(expr, wanted, runWithInts(expr))
}

/** What is wrong with our answer to a line of the project's expr-argocd.jsonl; undefined when it passes. */
export function judgeOwnArgoCdExpr(line: string): string | undefined {
  const { expr, state, ...wanted } = JSON.parse(line)
  return difference(`${expr} (${state})`, wanted, runInState(expr, state))
}

/** The same for a line of its expr-operators.jsonl. */
export function judgeOwnOperator(line: string): string | undefined {
  const { expr, ...wanted } = JSON.parse(line)
  return difference(expr, wanted, runWithInts(expr))
}

function difference(what: string, wanted: Recorded, got: Recorded): string | undefined {
  if (isDeepStrictEqual(wanted, got)) return undefined
  return `${what}: ${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`
}
