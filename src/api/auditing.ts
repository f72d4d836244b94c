import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Log } from '../base/log.ts'
import { describeError } from '../base/log.ts'
import { beforeOf, callerOf } from './caller.ts'
import { isReplayed } from './idempotency.ts'
import type { IdentityView } from './identity-view.ts'

/**
 * Writes each change that was made through the routes of `scope` into the audit log, once it was made: who, what, and
 * what the request said. Routes that do it themselves, in the transaction of the change, are left alone.
 */
export function auditChanges(
  scope: FastifyInstance,
  { identity, log }: { readonly identity: Pick<IdentityView, 'note'>; readonly log: Log },
): void {
  scope.addHook('onResponse', async (request, reply) => {
    const caller = callerOf(request)
    if (!caller || reply.statusCode >= 400 || !isChange(request)) return
    // It was written when it was done.
    if (isReplayed(reply)) return
    const before = beforeOf(request)
    const after = asked(request)
    try {
      await identity.note({
        actor: caller,
        action: `${request.method} ${request.routeOptions.url ?? ''}`,
        ...targetOf(request),
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      })
    } catch (error) {
      log.error({ error: describeError(error) }, 'a change could not be written into the audit log')
    }
  })
}

function isChange({ method, routeOptions: { config } }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD' && !config.changesNothing && !config.isAudited
}

function targetOf({ params }: FastifyRequest): { readonly target?: string } {
  if (typeof params !== 'object' || params === null) return {}
  const named = Object.values(params).map(String).join(' ')
  return named === '' ? {} : { target: named }
}

/** What the request said, where that is a JSON object. */
function asked({ body }: FastifyRequest): object | undefined {
  if (typeof body === 'object' && body !== null) return body
  if (typeof body !== 'string') return undefined
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    // It was answered all the same, so that nothing depended on it.
    return undefined
  }
}
