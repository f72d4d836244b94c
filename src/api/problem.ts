import type { FastifyReply } from 'fastify'
import { ERROR_CODES, type ErrorCode } from '../base/errors.ts'
import type { WireSpool } from './wire-spool.ts'

/** A refusal as RFC 9457 has it: `type` and `code` are stable, `detail` is for the reader. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ErrorCode
  readonly detail: string
  /** What waits on the hub's disk meanwhile. */
  readonly spool?: WireSpool
}

/** The problem document of an error code. */
export function problem(status: number, code: ErrorCode, detail: string): Problem {
  return { type: `urn:tocsin:error:${code}`, title: ERROR_CODES[code], status, code, detail }
}

/** Answers with a problem document. */
export function refuse(reply: FastifyReply, refusal: Problem): FastifyReply {
  return reply
    .code(refusal.status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(refusal))
}
