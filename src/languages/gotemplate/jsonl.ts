// In: one line of a file of cases: {id, template, data, funcs, …}. Out: its answer line: {id, output} or {id, error, phase}.
// Must hold: any line gives one line; it never throws for what a case says.

import { isUtf8 } from 'node:buffer'
import { systemClock } from '../../base/clock.ts'
import { parseJson, toJson } from '../values/json.ts'
import { type GoMap, isMap, mapGet, ValueError } from '../values/kind.ts'
import { GoTimeError } from '../values/layout-read.ts'
import { integerOf } from '../values/number.ts'
import { fromBytes, toValid } from '../values/text.ts'
import { parseTime } from '../values/time.ts'
import { GoZoneError } from '../values/zone.ts'
import { argocdData, type CommitMetadata } from './argocd.ts'
import { TemplateError } from './errors.ts'
import { compile, type FunctionSet } from './gotemplate.ts'

const RFC3339 = '2006-01-02T15:04:05Z07:00'

/** Answers one line. The members are those of the conformance cases; `json` and `zone` are options of `compile`. */
export function answerLine(line: string): string {
  let id: unknown = null
  try {
    const field = readCase(line)
    id = JSON.parse(toJson(field('id')))
    return answer(id, render(field))
  } catch (error) {
    if (error instanceof TemplateError) return refuse(id, error)
    if (isUnreadable(error)) return refuse(id, new TemplateError('parse', error.message))
    throw error
  }
}

function isUnreadable(error: unknown): error is Error {
  return error instanceof ValueError || error instanceof GoTimeError || error instanceof GoZoneError
}

function readCase(line: string): Field {
  const read = parseJson(line)
  if (!isMap(read)) throw new ValueError('a line has to be a JSON object')
  return (name) => mapGet(read, name)
}

function render(field: Field): Uint8Array {
  const template = compile(text(field('template')), {
    name: field('name') === undefined ? 'test' : text(field('name')),
    functions: functionSet(field('funcs')),
    missingKey: missingKey(field('missingkey')),
    json: field('json') === true,
    ...zoneOf(field('zone')),
    ...clockOf(field('now')),
  })
  return template.renderBytes(dataOf(field))
}

function refuse(id: unknown, { message, phase, partial }: TemplateError): string {
  return JSON.stringify({ id, error: message, phase, ...(partial === '' ? {} : { partial }) })
}

function answer(id: unknown, bytes: Uint8Array): string {
  const output = toValid(fromBytes(bytes))
  if (isUtf8(bytes)) return JSON.stringify({ id, output })
  return JSON.stringify({ id, output, output_b64: Buffer.from(bytes).toString('base64') })
}

type Field = (name: string) => unknown

function dataOf(field: Field): unknown {
  const data = field('data') ?? null
  if (field('vars') !== 'argocd' || !isMap(data)) return data
  const { clock = systemClock } = clockOf(field('now'))
  const secrets = mapGet(data, 'secrets')
  return argocdData({
    app: mapGet(data, 'app') ?? null,
    appProject: mapGet(data, 'appProject'),
    context: mapOrEmpty(mapGet(data, 'context')),
    ...(isMap(secrets) ? { secrets } : {}),
    serviceType: text(mapGet(data, 'serviceType')),
    recipient: text(mapGet(data, 'recipient')),
    now: () => clock.now(),
    commitMetadata: (sha) => commitOf(field('commitMetadata'), sha),
    appDetails: () => field('appDetails'),
  })
}

function mapOrEmpty(value: unknown): GoMap {
  return isMap(value) ? value : new Map()
}

function commitOf(commits: unknown, sha: string): CommitMetadata | undefined {
  const commit = isMap(commits) ? mapGet(commits, sha) : undefined
  if (!isMap(commit)) return undefined
  const tags = mapGet(commit, 'Tags')
  return {
    Message: text(mapGet(commit, 'Message')),
    Author: text(mapGet(commit, 'Author')),
    Date: text(mapGet(commit, 'Date')),
    Tags: Array.isArray(tags) ? tags.map(text) : [],
  }
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

function zoneOf(value: unknown): { zone?: string } {
  return typeof value === 'string' ? { zone: value } : {}
}

function clockOf(value: unknown): { clock?: { now(): number } } {
  if (typeof value !== 'string') return {}
  const ms = Number(integerOf(parseTime(RFC3339, value).unixMilli()))
  return { clock: { now: () => ms } }
}
