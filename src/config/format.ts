import picocolors from 'picocolors'
import { ERROR_CODES } from '../base/errors.ts'
import type { Problem, Warning } from './problem.ts'

/**
 * A problem or warning for a terminal: place, code and message on one line, then the line of the
 * file with a caret under the place.
 */
export function format(found: Problem | Warning, { colour }: { colour: boolean }): string {
  const paint = picocolors.createColors(colour)
  const place = paint.bold(`${found.file}:${found.line}:${found.column}`)
  const isWarning = !isErrorCode(found)
  const code = isWarning ? paint.yellow(found.code) : paint.red(found.code)
  const head = `${place}  ${code}  ${found.message}`
  const { excerpt } = found
  if (excerpt === undefined || excerpt.text === '') return head
  const margin = `${found.line} | `
  const caret = `${' '.repeat(margin.length + excerpt.caretAt)}^`
  return `${head}\n  ${paint.dim(margin)}${excerpt.text}\n  ${paint.bold(caret)}`
}

function isErrorCode(found: Problem | Warning): found is Problem {
  return Object.hasOwn(ERROR_CODES, found.code)
}
