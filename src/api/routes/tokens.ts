import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import { isoTime } from '../../base/clock.ts'
import { IDENTITY_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import { ROLES } from '../../model/identity.ts'
import type { ApiOptions } from '../options.ts'
import { oneOf, pageOf, textOf } from '../paging.ts'
import { presentApiToken, presentAuditEntry } from '../present-identity.ts'
import { problem, refuse } from '../problem.ts'
import { bodyOf, instantOf, invalid, requiredText } from '../read-body.ts'
import { whoAsks } from './users.ts'

const ADMIN = { config: { role: 'admin', isAudited: true } } as const

/** `/api/v1/tokens`: credentials for programs; `/api/v1/audit`: what was changed by whom. */
export function tokenRoutes(options: ApiOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: IDENTITY_LIMITS.bodyBytesMax },
      (_request, body, parsed) => parsed(null, body),
    )
    routes(scope, options)
    scope.get('/api/v1/audit', ADMIN, async (request) => {
      const { limit, before } = pageOf(request.query)
      const action = textOf(propertyOf(request.query, 'action'), 'action')
      const text = textOf(propertyOf(request.query, 'text'), 'text')
      const { entries, next } = await options.identity.audit({ limit, before, action, text })
      return { entries: entries.map(presentAuditEntry), next }
    })
    done()
  }
}

function routes(scope: FastifyInstance, { identity, clock }: ApiOptions): void {
  scope.get('/api/v1/tokens', ADMIN, async () => ({
    tokens: (await identity.tokens.all()).map(presentApiToken),
  }))

  scope.post(
    '/api/v1/tokens',
    { config: { ...ADMIN.config, answersOnce: true } },
    async (request, reply) => {
      const body = bodyOf(request)
      const name = requiredText(body, 'name', IDENTITY_LIMITS.nameLengthMax)
      const role = oneOf(propertyOf(body, 'role'), 'role', ROLES)
      if (role === undefined) throw invalid(`"role" as one of ${ROLES.join(', ')}`, 'none')
      const expiresAt = instantOf(body, 'expiresAt')
      if (expiresAt !== undefined && expiresAt <= clock.now())
        throw invalid('"expiresAt" as an instant in the future', isoTime(expiresAt))
      const given = { name, role, ...(expiresAt === undefined ? {} : { expiresAt }) }
      const added = await identity.tokens.add(given, whoAsks(request))
      if (!added) return refuse(reply, NAME_TAKEN)
      const { id, token } = added
      return reply.code(201).send({ id, token, name, role })
    },
  )

  scope.delete<{ Params: { id: string } }>('/api/v1/tokens/:id', ADMIN, async (request, reply) => {
    const found = (await identity.tokens.all()).find(({ id }) => id === request.params.id)
    if (!found) return refuse(reply, NO_TOKEN)
    await identity.tokens.remove(found, whoAsks(request))
    return { removed: found.name }
  })
}

const NAME_TAKEN = problem(
  409,
  'TOCSIN_REQUEST_INVALID',
  'Expected a name that no other API token has, found one that is taken. Choose another.',
)
const NO_TOKEN = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the id of an API token, found none with this id. /api/v1/tokens has the ids.',
)
