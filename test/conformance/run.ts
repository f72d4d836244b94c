// In: a folder of case files (an argument, else the folder shared/conformance beside the project, else the project's own cases). Out: passed and total for each file, and each failure, and each case left out with its reason.
// Must hold: the exit code is 0 only when every case of every file passes.

import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { judgeAnnotations, judgeConfig, judgeMerge, judgeState } from './argocd-engine.ts'
import {
  judgeArgoCdExpr,
  judgeOperator,
  judgeOwnArgoCdExpr,
  judgeOwnOperator,
  whyLeftOut,
} from './argocd-expr.ts'
import { judgeSeed } from './argocd-seed.ts'
import { asCaseLine } from './argocd-templates.ts'
import { readCases } from './case-file.ts'
import { judgeExpr, ownCases } from './expr.ts'
import { answerGotemplate } from './gotemplate.ts'
import { judge } from './judge.ts'
import { judgeRouting, ownRoutingCases } from './routing.ts'

/** A file of cases and what is wrong with our answer to one of its lines. */
type CaseFile = readonly [
  file: string,
  check: (line: string) => string | undefined,
  whyLeftOut?: (line: string) => string | undefined,
]

const template = (line: string) => judge(line, answerGotemplate, { messages: true })
// These texts come from an older Go, whose errors are shorter in places; the phase tells enough.
const olderTemplate = (line: string) =>
  judge(asCaseLine(line), answerGotemplate, { messages: false })

const expression = (line: string) => judgeExpr(line, { messages: true })

const FILES: readonly CaseFile[] = [
  ['gotmpl-core.jsonl', template],
  ['gotmpl-sprig.jsonl', template],
  ['argocd-catalog.jsonl', template],
  ['argocd/templates.jsonl', olderTemplate],
  ['argocd/expr.jsonl', judgeArgoCdExpr, whyLeftOut],
  ['argocd/expr_ops.txt', judgeOperator],
  ['argocd/config.jsonl', judgeConfig],
  ['argocd/annotations.jsonl', judgeAnnotations],
  ['argocd/state.jsonl', judgeState],
  ['argocd/templates_merge.txt', judgeMerge],
  ['argocd/seed-dingtalk.jsonl', (line) => judgeSeed(line, folder)],
  ['expr.jsonl', expression],
  ['expr-fuzz.jsonl', expression],
  ['am-routes.jsonl', judgeRouting],
  ['am-matchers.jsonl', judgeRouting],
]

/** The project's own cases: its copies of the same, where shared data stands once, under a name. */
const OWN_FILES: readonly CaseFile[] = [
  ['gotmpl-core.jsonl', template],
  ['gotmpl-sprig.jsonl', template],
  ['argocd-templates.jsonl', olderTemplate],
  ['argocd-config.jsonl', judgeConfig],
  ['argocd-annotations.jsonl', judgeAnnotations],
  ['argocd-state.jsonl', judgeState],
  ['argocd-merge.txt', judgeMerge],
  ['expr-argocd.jsonl', judgeOwnArgoCdExpr],
  ['expr-operators.jsonl', judgeOwnOperator],
  ['expr.jsonl', expression],
  ['am-routes.jsonl', judgeRouting],
  ['am-matchers.jsonl', judgeRouting],
]

const OWN = join(import.meta.dirname, 'cases')
const BESIDE = join(import.meta.dirname, '../../../shared/conformance')
const folder = resolve(process.argv[2] ?? (existsSync(BESIDE) ? BESIDE : OWN))
let failed = 0

for (const [file, check, whyOut] of folder === OWN ? OWN_FILES : FILES) {
  const path = join(folder, file)
  if (!existsSync(path)) {
    say(`${file}: not found in ${folder}`)
    failed += 1
    continue
  }
  const all = folder === OWN ? ownLines(file) : linesIn(path)
  const lines = all.filter((line) => whyOut?.(line) === undefined)
  for (const line of all) if (whyOut?.(line)) say(`  ${file}: left out: ${whyOut(line)}`)
  const misses = lines.map(check).filter((miss) => miss !== undefined)
  for (const miss of misses) say(`  ${file}: ${miss}`)
  say(`${file}: ${lines.length - misses.length}/${lines.length}`)
  failed += misses.length
}

process.exitCode = failed === 0 ? 0 : 1

function ownLines(file: string): string[] {
  if (file === 'expr.jsonl') return ownCases().map((own) => own.line)
  return [...ownRoutingCases(readCases(file))]
}

function linesIn(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').filter(Boolean)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
