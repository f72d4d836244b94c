import { parseJson } from '../base/answer-text.ts'
import { ARGOCD_HUB_LIMITS } from '../base/limits.ts'
import { oneLine } from '../base/plain-text.ts'

/** What people read of a body that a template made, as far as it can be found in any platform's JSON; else the text as it is. */
export function readableOf(body: string): string {
  const value = parseJson(body)
  if (value === undefined || typeof value !== 'object' || value === null) return body
  const texts: string[] = []
  collect(value, texts, 0)
  return texts.join('\n')
}

/** Its first line, for a title: without the marks of Markdown. */
export function firstLine(text: string): string {
  const [line = ''] = text.trimStart().split('\n', 1)
  const plain = oneLine(line.replace(/^[\s>#*"'{[-]+/, '').replace(/[*`]+/g, '')).trim()
  const { titleLengthMax: max } = ARGOCD_HUB_LIMITS
  return plain.length <= max ? plain : `${plain.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** The names under which chat platforms and services have what people read, in the order of a message. */
const READ: ReadonlySet<string> = new Set([
  'title',
  'subject',
  'summary',
  'content',
  'text',
  'message',
  'description',
  'body',
])

function collect(value: unknown, texts: string[], depth: number): void {
  if (depth > ARGOCD_HUB_LIMITS.depthMax || texts.length >= ARGOCD_HUB_LIMITS.textsMax) return
  if (typeof value !== 'object' || value === null) return
  const entries: [string, unknown][] = Object.entries(value)
  for (const [name, inner] of entries) {
    if (typeof inner !== 'string') collect(inner, texts, depth + 1)
    else if (READ.has(name) && inner.trim() !== '' && !texts.includes(inner)) texts.push(inner)
  }
}
