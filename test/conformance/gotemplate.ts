import { answerLine } from '../../src/languages/gotemplate/jsonl.ts'

/** Answers one case line of the gotmpl-* and argocd-catalog files. */
export function answerGotemplate(line: string): string {
  return answerLine(line)
}
