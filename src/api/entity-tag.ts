import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Problem, problem } from './problem.ts'

/** The tag of a state: another one for every other. */
export function tagOf(state: unknown): string {
  return quoted(createHash('sha256').update(JSON.stringify(state)).digest('hex').slice(0, 16))
}

/** A tag that says what it is the tag of. */
export function quoted(name: string | number): string {
  return `"${name}"`
}

/** Answers with a state and its tag; with 304 and without the state where who asks has it already. */
export function answerTagged(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  tag: string,
  state: object,
): FastifyReply {
  reply.header('etag', tag).header('cache-control', 'no-cache')
  if (isAmong(request.headers['if-none-match'], tag)) return reply.code(304).send()
  return reply.send(state)
}

/**
 * Why a change is refused: its `If-Match` names another state than `tag`. With `isNeeded` also where it names none.
 * `said` is what both states are, for people.
 */
export function staleness(
  request: FastifyRequest,
  tag: string,
  { isNeeded, said }: { readonly isNeeded: boolean; readonly said?: (expected: string) => string },
): Problem | undefined {
  const expected = request.headers['if-match']
  if (expected === undefined) return isNeeded ? NEEDED : undefined
  if (isAmong(expected, tag)) return undefined
  const words =
    said?.(expected) ??
    `Expected ${tag}, found ${expected.slice(0, 60)} in "If-Match": somebody has changed it meanwhile.`
  return problem(
    412,
    'TOCSIN_CHANGED_MEANWHILE',
    `${words} Read it again, and make the change there.`,
  )
}

const NEEDED = problem(
  428,
  'TOCSIN_MATCH_MISSING',
  'Expected the header "If-Match" with the "ETag" of what is to be changed, found none. Read it first: the change of somebody else must not be lost.',
)

function isAmong(header: string | undefined, tag: string): boolean {
  const tags = (header ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  return tags.includes(tag) || tags.includes('*')
}
