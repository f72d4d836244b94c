import type { FastifyRequest } from 'fastify'
import type { Caller, Role } from '../model/identity.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller's role has to reach; else that of a viewer to read, and of a responder to change something. */
    readonly role?: Role
    /** It only shows what would be, however it is asked. */
    readonly changesNothing?: true
    /** It writes what it changes into the audit log itself. */
    readonly isAudited?: true
  }
}

const CALLERS = new WeakMap<FastifyRequest, Caller>()
const BEFORE = new WeakMap<FastifyRequest, object>()

/** Notes who asks, once that is known. */
export function setCaller(request: FastifyRequest, caller: Caller): void {
  CALLERS.set(request, caller)
}

/** Who asks; undefined where the route is open to all. */
export function callerOf(request: FastifyRequest): Caller | undefined {
  return CALLERS.get(request)
}

/** Notes, for the audit log, how what the request changes was before. */
export function setBefore(request: FastifyRequest, before: object): void {
  BEFORE.set(request, before)
}

/** What was noted by setBefore. */
export function beforeOf(request: FastifyRequest): object | undefined {
  return BEFORE.get(request)
}

/** What the caller's role has to reach. */
export function neededRole(request: FastifyRequest): Role {
  const { role, changesNothing } = request.routeOptions.config
  if (role !== undefined) return role
  return changesNothing || request.method === 'GET' || request.method === 'HEAD'
    ? 'viewer'
    : 'responder'
}
