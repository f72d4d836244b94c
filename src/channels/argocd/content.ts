import { parseJson } from '../../base/answer-text.ts'
import { isObject, Tree } from './tree.ts'

/** What one delivery says: what the templates rendered for its service. */
export type Content = {
  /** The recipient, where it is another than the endpoint's. */
  readonly recipient: string | undefined
  readonly message: string
  /** The template part of the service; undefined where no template has it. */
  readonly part: Tree | undefined
  /** The hub says it in its own words: plain text, whatever the service's mark-up is. */
  readonly isOwn: boolean
}

/** A content as the body that `send` takes; undefined where it is none. */
export function readContent(body: string): Content | undefined {
  const value = parseJson(body)
  if (!isObject(value)) return undefined
  const { recipient, message, part, own } = value
  if (typeof message !== 'string') return undefined
  return {
    recipient: typeof recipient === 'string' ? recipient : undefined,
    message,
    part: isObject(part) ? new Tree(part) : undefined,
    isOwn: own === true,
  }
}

/** The body of what the hub says itself. */
export function writeOwn(message: string): string {
  return JSON.stringify({ message, own: true })
}
