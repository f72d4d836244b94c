import colors from 'picocolors'
import type { TocsinError } from '../base/errors.ts'

/** A line for the person or program that asked: standard output. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`)
}

/** A value for a program: one JSON document. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2))
}

/** JSON with its indents, anything else as it is. */
export function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2)
  } catch {
    // A body need not be JSON: then it is shown as it would be posted.
    return body
  }
}

/** A mistake, with its code, on standard error. */
export function printError(error: TocsinError): void {
  process.stderr.write(`${colors.red(error.code)}  ${error.message}\n`)
}

/** How wide a text stands in a terminal: East Asian wide signs and emoji take two columns. */
function widthOf(text: string): number {
  let width = 0
  for (const sign of text) width += isWide(sign.codePointAt(0) ?? 0) ? 2 : 1
  return width
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff)
  )
}

/** Rows as columns of equal width. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))
    }
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
      .join('  ')
      .trimEnd(),
  )
}
