/**
 * From a request to what a template put into it: an Application, named values, and texts. Templates do not escape what
 * they place into JSON, so a body may be broken JSON that is still readable for people, and has to be for us.
 */
import { ARGOCD_LIMITS } from '../../base/limits.ts'
import type { SourceRequest } from '../../contract/source.ts'
import {
  isRecord,
  type JsonRecord,
  parseJson,
  plainText,
  recordAt,
  textAt,
} from '../../reading/json.ts'

/** A name and its value, as fields, facts, keys and lines of a message have them. */
export type Pair = { readonly name: string; readonly value: string }

export type Content = {
  /** What came, for people. */
  readonly raw: string
  /** The Application itself, where a template puts it in. */
  readonly application: JsonRecord | undefined
  readonly pairs: readonly Pair[]
  /** Sentences and lists, in the order of the message. */
  readonly texts: readonly string[]
  /** The trigger or template in the address, as `/in/<key>/on-deployed` has it. */
  readonly trigger: string | undefined
}

/** Undefined where neither body nor address says anything. */
export function contentOf(request: SourceRequest): Content | undefined {
  const body = new TextDecoder().decode(request.body).replaceAll('\0', ' ').trim()
  const query = formPairs(request.query)
  const trigger = triggerIn(request.path) ?? query.find(({ name }) => name === 'trigger')?.value
  if (body === '' && query.length === 0) return undefined
  const raw = (body === '' ? request.query : body).toWellFormed()
  const value = parseJson(body)
  if (typeof value === 'object' && value !== null) {
    const leaves = leavesOf(value)
    return { ...leaves, pairs: [...query, ...leaves.pairs], raw, trigger }
  }
  const text = typeof value === 'string' ? value : body
  const form = isForm(request, text) ? formPairs(text) : []
  const texts = form.length > 0 ? form.map((pair) => pair.value) : [readable(text)]
  return {
    raw,
    application: undefined,
    pairs: [...query, ...form],
    texts: texts.map((one) => one.slice(0, ARGOCD_LIMITS.textLengthMax)),
    trigger,
  }
}

/** `/on-sync-failed`, or the name of the catalogue's template for it. */
function triggerIn(path: string): string | undefined {
  return path
    .toLowerCase()
    .split('/')
    .find((segment) => /^(?:on|app)-[a-z-]{1,60}$/.test(segment))
}

function isForm({ headers }: SourceRequest, text: string): boolean {
  return /form-urlencoded/i.test(headers['content-type'] ?? '') || /^[\w.-]{1,64}=/.test(text)
}

function formPairs(text: string): readonly Pair[] {
  const pairs: Pair[] = []
  for (const [name, value] of new URLSearchParams(text.slice(0, ARGOCD_LIMITS.textLengthMax))) {
    if (pairs.length >= ARGOCD_LIMITS.pairsMax) break
    const plain = plainText(value)
    if (plain !== undefined && name !== '') pairs.push({ name, value: plain })
  }
  return pairs
}

/** JSON that a value broke is read as the text that it would have been. */
function readable(text: string): string {
  if (!/^[{[]/.test(text)) return text
  return text
    .slice(0, ARGOCD_LIMITS.textLengthMax)
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replace(/\\n/g, '\n')
    .replace(/\\[tr]/g, ' ')
    .replace(/\\(["\\/])/g, '$1')
}

/** Walks JSON in its order, as far as the limit. */
function leavesOf(root: unknown): Pick<Content, 'application' | 'pairs' | 'texts'> {
  const pairs: Pair[] = []
  const texts: string[] = []
  let application: JsonRecord | undefined
  let left = ARGOCD_LIMITS.pairsMax
  const waiting: { readonly name: string; readonly value: unknown }[] = [{ name: '', value: root }]
  for (let one = waiting.pop(); one !== undefined && left > 0; one = waiting.pop()) {
    left--
    const { name, value } = one
    const plain = plainText(value)?.slice(0, ARGOCD_LIMITS.textLengthMax)
    if (plain !== undefined) {
      if (name !== '') pairs.push({ name, value: plain })
      if (/\s/.test(plain)) texts.push(plain)
    } else if (Array.isArray(value)) {
      waiting.push(
        ...value
          .slice(0, left)
          .map((entry: unknown) => ({ name: '', value: entry }))
          .reverse(),
      )
    } else if (isRecord(value)) {
      if (isApplication(value)) application ??= value
      else {
        const named = namedValue(value)
        if (named !== undefined) pairs.push(named)
        const entries = Object.entries(value).slice(0, left)
        waiting.push(...entries.map(([key, entry]) => ({ name: key, value: entry })).reverse())
      }
    }
  }
  return { application, pairs, texts }
}

/** `{ name, value }` and its kin, as attachments, facts and fields are written. */
function namedValue(record: JsonRecord): Pair | undefined {
  const name = textAt(record, 'name', 'title', 'label', 'key')
  const value = textAt(record, 'value')
  return name === undefined || value === undefined ? undefined : { name, value }
}

function isApplication(record: JsonRecord): boolean {
  const isNamed = textAt(recordAt(record, 'metadata'), 'name') !== undefined
  if (!isNamed) return false
  const status = recordAt(record, 'status')
  const hasState = ['sync', 'health', 'operationState'].some(
    (key) => recordAt(status, key) !== undefined,
  )
  return hasState || textAt(record, 'kind') === 'Application'
}
