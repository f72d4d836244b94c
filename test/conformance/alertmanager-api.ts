/**
 * Requests to Alertmanager's API and what it answered, in a form that does not change from run to run: what differs
 * each time (ids, instants) is written by what it means. `scripts/record-alertmanager.ts` records the answers of the real
 * program, and the suite gives the same requests to a hub.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { errors, request } from 'undici'

export type ApiAnswer = { readonly status: number; readonly body: unknown }

/** A request with `$now`, `$now+5m` and `$id1` for what is known only then, or a wait of so many seconds. */
export type ApiStep =
  | { readonly wait: number }
  | {
      readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
      readonly path: string
      readonly body?: unknown
      readonly type?: string
      readonly alertmanager?: ApiAnswer
      /** Where a hub answers something else, with the reason. */
      readonly tocsin?: ApiAnswer & { readonly why: string }
    }

export type ApiCase = { readonly name: string; readonly steps: readonly ApiStep[] }

const FILE = new URL('./cases/alertmanager-api.json', import.meta.url)

export function readApiCases(): readonly ApiCase[] {
  return JSON.parse(readFileSync(FILE, 'utf8'))
}

export function writeApiCases(cases: readonly ApiCase[]): void {
  writeFileSync(FILE, `${JSON.stringify(cases, null, 1)}\n`)
}

/** What a case is run against. */
export type ApiTarget = {
  /** Up to the path of the API. */
  readonly url: string
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
}

/** Gives the steps of a case to a server, one after the other; the answers of waits are undefined. */
export async function runCase(
  { steps }: ApiCase,
  target: ApiTarget,
): Promise<readonly (ApiAnswer | undefined)[]> {
  const words = new Words(target.now())
  const answers: (ApiAnswer | undefined)[] = []
  for (const step of steps) {
    if ('wait' in step) {
      await target.wait(step.wait * 1000)
      answers.push(undefined)
      continue
    }
    const { method, path, type = 'application/json' } = step
    const text = typeof step.body === 'string' ? step.body : JSON.stringify(step.body)
    const asked = request(`${target.url}${encodeURI(words.fill(path))}`, {
      method,
      ...(step.body === undefined
        ? {}
        : { body: words.fill(text), headers: { 'content-type': type } }),
    })
    answers.push(await answered(asked, words))
  }
  return answers
}

async function answered(asked: ReturnType<typeof request>, words: Words): Promise<ApiAnswer> {
  try {
    const { statusCode: status, body } = await asked
    return { status, body: words.without(parsed(await body.text())) }
  } catch (error) {
    if (!(error instanceof errors.SocketError)) throw error
    return CLOSED
  }
}

/** What crashes Alertmanager's handler is not answered: the connection closes. */
const CLOSED: ApiAnswer = { status: 0, body: 'the connection was closed' }

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What ids and instants mean in one run of a case. */
class Words {
  readonly #start: number
  readonly #ids: string[] = []

  constructor(start: number) {
    this.#start = Math.floor(start / 1000) * 1000
  }

  /** Puts in what the words stand for now. */
  fill(text: string): string {
    return text
      .replaceAll(/\$id(\d)/g, (_, number: string) => this.#ids[Number(number) - 1] ?? 'unknown')
      .replaceAll(/\$now(?:([+-])(\d+)([smhd]))?/g, (_, sign = '+', count = '0', unit = 's') => {
        const ms = Number(count) * (UNITS.get(unit) ?? 0)
        return new Date(this.#start + (sign === '-' ? -ms : ms)).toISOString()
      })
  }

  /** An answer with words for what is different each time, and in an order that is not by chance. */
  without(value: unknown): unknown {
    if (typeof value === 'string') return this.#word(value)
    if (Array.isArray(value)) return sorted(value.map((one) => this.without(one)))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).filter(([name]) => !NEWER.has(name))
    return Object.fromEntries(
      entries
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, one]) => [name, this.without(one)]),
    )
  }

  #word(text: string): string {
    if (UUID.test(text)) {
      if (!this.#ids.includes(text)) this.#ids.push(text)
      return `$id${this.#ids.indexOf(text) + 1}`
    }
    if (!INSTANT.test(text)) return text.replace(/\[([A-Z,]+)\] are$/, methodsInOrder)
    const seconds = Math.round((Date.parse(text) - this.#start) / 1000)
    return `$now${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}s`
  }
}

/** Alertmanager names them in an order by chance. */
function methodsInOrder(_: string, methods: string): string {
  return `[${methods.split(',').toSorted().join(',')}] are`
}

const UNITS = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/
const INSTANT = /^20\d\d-\d\d-\d\dT[\d:.]+Z$/
/** What Alertmanager 0.25 does not have yet, and newer versions do. */
const NEWER = new Set(['mutedBy'])

/** Ids in the order of their words, alerts of a group by fingerprint; all other lists are in an order that counts. */
function sorted(list: readonly unknown[]): readonly unknown[] {
  const isOfIds = list.every((one) => typeof one === 'string' && one.startsWith('$id'))
  const isOfAlerts = list.every((one) => fingerprintIn(one) !== '')
  if (!isOfIds && !isOfAlerts) return list
  return list.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
}

function keyOf(one: unknown): string {
  return typeof one === 'string' ? one : fingerprintIn(one)
}

function fingerprintIn(one: unknown): string {
  const isOne = typeof one === 'object' && one !== null && 'fingerprint' in one
  return isOne ? String(one.fingerprint) : ''
}
