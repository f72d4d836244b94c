// In: one line of a file of cases: {id, template, data, funcs, …}. Out: its answer line: {id, output} or {id, error, phase}.
// Must hold: any line gives one line; it never throws for what a case says.

import { isUtf8 } from 'node:buffer'
import { parseJson } from '../values/json.ts'
import { isMap, mapGet } from '../values/kind.ts'
import { integerOf } from '../values/number.ts'
import { fromBytes, toValid } from '../values/text.ts'
import { parseTime } from '../values/time.ts'
import { TemplateError } from './errors.ts'
import { compile, type FunctionSet } from './gotemplate.ts'

const RFC3339 = '2006-01-02T15:04:05Z07:00'

/** Answers one line. The members are those of the conformance cases. */
export function answerLine(line: string): string {
  const read: unknown = parseJson(line)
  if (!isMap(read))
    return JSON.stringify({ error: 'a line has to be a JSON object', phase: 'parse' })
  const field = (name: string) => mapGet(read, name)
  const id = field('id') ?? null
  try {
    const template = compile(text(field('template')), {
      name: field('name') === undefined ? 'test' : text(field('name')),
      functions: functionSet(field('funcs')),
      missingKey: missingKey(field('missingkey')),
      json: field('json') === true,
      ...clockOf(field('now')),
    })
    return answer(id, template.renderBytes(field('data') ?? null))
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const partial = error.partial === '' ? {} : { partial: error.partial }
    return JSON.stringify({ id, error: error.message, phase: error.phase, ...partial })
  }
}

function answer(id: unknown, bytes: Uint8Array): string {
  const output = toValid(fromBytes(bytes))
  if (isUtf8(bytes)) return JSON.stringify({ id, output })
  return JSON.stringify({ id, output, output_b64: Buffer.from(bytes).toString('base64') })
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function functionSet(value: unknown): FunctionSet {
  return value === 'plain' || value === 'argocd' ? value : 'sprig'
}

function missingKey(value: unknown): 'default' | 'zero' | 'error' {
  return value === 'zero' || value === 'error' ? value : 'default'
}

function clockOf(value: unknown): { clock?: { now(): number } } {
  if (typeof value !== 'string') return {}
  const ms = Number(integerOf(parseTime(RFC3339, value).unixMilli()))
  return { clock: { now: () => ms } }
}
