// In: a line of JSON with an expression and an environment. Out: a line with its result or its error.
// The form is that of the conformance corpora: {id, expr, env, vars?, mode?, now?} gives
// {id, result, type, text} or {id, error, phase}.
import { type Clock, ManualClock, systemClock } from '../../base/clock.ts'
import { GoDuration } from '../values/duration.ts'
import { parseJson, toJson } from '../values/json.ts'
import {
  type GoMap,
  GoValue,
  isMap,
  LimitError,
  mapGet,
  mapKeys,
  typedMap,
  ValueError,
} from '../values/kind.ts'
import { RFC3339, RFC3339_NANO } from '../values/layout.ts'
import { GoTimeError } from '../values/layout-read.ts'
import { floatOf, integerOf } from '../values/number.ts'
import { formatValue } from '../values/print.ts'
import { toBytes, toValid } from '../values/text.ts'
import { GoTime, parseTime, zeroTime } from '../values/time.ts'
import { GoLocation } from '../values/zone.ts'
import { AnyMap } from './any-map.ts'
import { type AppDetails, argoCdEnvironment, type CommitMetadata } from './argo-cd.ts'
import { compile, ExprError, type Phase } from './expr.ts'
import { GoFunction } from './function.ts'
import { typeName } from './type-name.ts'

/** Evaluates one line and gives its answer, without a line end. Never throws for what a line says. */
export function answerLine(line: string): string {
  let id = 'null'
  try {
    const request = parseJson(line)
    if (!isMap(request)) throw new ValueError('a line has to be a JSON object')
    const field = (name: string): unknown => mapGet(request, name)
    id = toJson(field('id') ?? null)
    return `{"id":${id},${evaluate(field)}}`
  } catch (error) {
    if (error instanceof ExprError) return `{"id":${id},${refusal(error.message, error.phase)}}`
    if (isUnreadable(error)) return `{"id":${id},${refusal(error.message, 'compile')}}`
    throw error
  }
}

function refusal(message: string, phase: Phase): string {
  return `"error":${toJson(message)},"phase":"${phase}"`
}

function isUnreadable(error: unknown): error is Error {
  return error instanceof ValueError || error instanceof GoTimeError
}

function evaluate(field: Field): string {
  const clock = readClock(field('now'))
  const plain = field('env')
  const env = field('vars') === 'argocd' ? argoCdVariables(plain, { field, clock }) : plain
  const environment = field('mode') === 'env' ? recordOf(env) : undefined
  const expect = field('mode') === 'asbool' ? 'bool' : 'any'
  const program = compile(asText(field('expr')), { clock, environment, expect })
  const value = program.run(env)
  try {
    return showResult(value)
  } catch (error) {
    if (!(error instanceof LimitError)) throw error
    return refusal(error.message, 'run')
  }
}

function recordOf(env: unknown): Record<string, unknown> {
  return isMap(env) ? Object.fromEntries(mapKeys(env).map((key) => [key, mapGet(env, key)])) : {}
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A clock that stands still at `now`; without it, the machine's. */
function readClock(now: unknown): Clock {
  if (typeof now !== 'string') return systemClock
  return new ManualClock(Number(parseTime(RFC3339, now).unixMilli()))
}

function showResult(value: unknown): string {
  const text =
    value instanceof GoLocation ? '<*time.Location>' : value === null ? '<nil>' : formatValue(value)
  const bytes = text.isWellFormed()
    ? ''
    : `,"text_b64":"${Buffer.from(toBytes(text)).toString('base64')}"`
  return `"result":${encode(value)},"type":${toJson(typeName(value))},"text":${toJson(toValid(text))}${bytes}`
}

/** A value as JSON; what JSON does not have is an object with a name that begins with `$`. */
function encode(value: unknown): string {
  if (value instanceof GoTime) return `{"$time":"${value.format(RFC3339_NANO)}"}`
  if (value instanceof GoDuration) return `{"$duration":${value.nanoseconds}}`
  if (value instanceof Uint8Array) return `{"$bytes":"${Buffer.from(value).toString('base64')}"}`
  if (value instanceof GoFunction) return toJson(`<${value.goType}>`)
  if (value instanceof GoLocation) return '{}'
  if (value instanceof AnyMap) {
    const entries = [...value.entries.values()]
    return `{${entries.map((entry) => `${toJson(formatValue(entry.key))}:${encode(entry.value)}`).join(',')}}`
  }
  const float = floatOf(value)
  if (float !== undefined) return encodeFloat(float)
  const integer = integerOf(value)
  if (integer !== undefined) return integer.toString()
  if (value instanceof GoValue) return encodeStruct(value)
  if (Array.isArray(value)) return `[${value.map(encode).join(',')}]`
  if (isMap(value)) return encodeMap(value)
  return toJson(value)
}

function encodeFloat(float: number): string {
  if (!Number.isFinite(float)) return 'null'
  if (Object.is(float, -0)) return '-0.0'
  return Number.isInteger(float) && Math.abs(float) < 1e21 ? `${BigInt(float)}.0` : String(float)
}

function encodeStruct(value: GoValue): string {
  const fields = value.goFields?.() ?? []
  return `{${fields.map(([name, field]) => `${toJson(name)}:${encode(field)}`).join(',')}}`
}

function encodeMap(map: GoMap): string {
  const keys = mapKeys(map)
  return `{${keys.map((key) => `${toJson(key)}:${encode(mapGet(map, key))}`).join(',')}}`
}

type Field = (name: string) => unknown

type Request = { field: Field; clock: Clock }

/** The environment dressed as Argo CD dresses it. */
function argoCdVariables(env: unknown, request: Request): Map<string, unknown> {
  const variables = new Map<string, unknown>()
  if (isMap(env)) for (const key of mapKeys(env)) variables.set(key, mapGet(env, key))
  variables.set('context', typedMap('string', entriesOf(variables.get('context'))))
  const secrets = [...entriesOf(variables.get('secrets'))].map(
    ([name, value]): [string, unknown] => [name, toBytes(asText(value))],
  )
  variables.set('secrets', typedMap('[]uint8', new Map(secrets)))
  const names = argoCdEnvironment({
    clock: request.clock,
    repository: {
      commitMetadata: (revision) => readCommit(request.field('commitMetadata'), revision),
      appDetails: () => readDetails(request.field('appDetails')),
    },
  })
  for (const [name, value] of Object.entries(names)) variables.set(name, value)
  if (!variables.has('appProject')) variables.set('appProject', {})
  return variables
}

function entriesOf(value: unknown): Map<string, unknown> {
  if (!isMap(value)) return new Map()
  return new Map(mapKeys(value).map((key) => [key, mapGet(value, key)]))
}

function readCommit(all: unknown, revision: string): CommitMetadata | { problem: string } {
  const commit = isMap(all) ? mapGet(all, revision) : undefined
  if (!isMap(commit)) return { problem: `no commit metadata for ${toJson(revision)}` }
  const tags = mapGet(commit, 'Tags')
  const date = mapGet(commit, 'Date')
  return {
    message: asText(mapGet(commit, 'Message')),
    author: asText(mapGet(commit, 'Author')),
    date: typeof date === 'string' ? parseTime(RFC3339, date) : zeroTime,
    tags: Array.isArray(tags) ? tags.map(asText) : [],
  }
}

function readDetails(details: unknown): AppDetails | { problem: string } {
  if (!isMap(details)) return { problem: 'no app details' }
  const helm = mapGet(details, 'Helm')
  const spec = isMap(helm) ? mapGet(helm, 'HelmAppSpec') : undefined
  const type = asText(mapGet(details, 'Type'))
  if (!isMap(helm) || !isMap(spec)) return { type }
  const pairs = (list: unknown, second: string) =>
    (Array.isArray(list) ? list : []).filter(isMap).map((entry) => ({
      name: asText(mapGet(entry, 'Name')),
      second: asText(mapGet(entry, second)),
    }))
  const values = (list: unknown) =>
    pairs(list, 'Value').map(({ name, second }) => ({ name, value: second }))
  const files = mapGet(spec, 'ValueFiles')
  return {
    type,
    helm: {
      name: asText(mapGet(spec, 'Name')),
      valueFiles: Array.isArray(files) ? files.map(asText) : [],
      parameters: values(mapGet(spec, 'Parameters')),
      values: asText(mapGet(spec, 'Values')),
      fileParameters: pairs(mapGet(spec, 'FileParameters'), 'Path').map(({ name, second }) => ({
        name,
        path: second,
      })),
      overrides: values(mapGet(helm, 'HelmParameterOverrides')),
    },
  }
}
