import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify'
import { IDENTITY_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import { type Caller, ROLES, type Role, type User } from '../../model/identity.ts'
import { callerOf } from '../caller.ts'
import type { ApiOptions } from '../options.ts'
import { oneOf } from '../paging.ts'
import { presentUser } from '../present-identity.ts'
import { problem, refuse } from '../problem.ts'
import { bodyOf, invalid, optionalText, requiredText } from '../read-body.ts'
import type { WireInvitedUser } from '../wire-identity.ts'

type ById = { Params: { id: string } }

/** For administrators, and written into the audit log where it happens. */
const ADMIN = { config: { role: 'admin', isAudited: true } } as const
/** The answer has an invitation. */
const INVITING = { config: { ...ADMIN.config, answersOnce: true } } as const

/** `/api/v1/users`: who may sign in, and what they may do. */
export function userRoutes(options: ApiOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: IDENTITY_LIMITS.bodyBytesMax },
      (_request, body, parsed) => parsed(null, body),
    )
    listRoutes(scope, options)
    changeRoutes(scope, options)
    done()
  }
}

function listRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { identity } = options
  scope.get('/api/v1/users', ADMIN, async () => ({
    users: (await identity.users()).map(presentUser),
  }))

  scope.post('/api/v1/users', INVITING, async (request, reply) => {
    const body = bodyOf(request)
    const name = requiredText(body, 'name', IDENTITY_LIMITS.nameLengthMax)
    const { displayName = name, role, ...rest } = readChange(body)
    if (role === undefined) throw invalid(`"role" as one of ${ROLES.join(', ')}`, 'none')
    const added = await identity.addUser({ name, displayName, role, ...rest }, whoAsks(request))
    if (!added) return refuse(reply, NAME_TAKEN)
    return reply.code(201).send(invitedUser(added.user, added.invitation, options))
  })
}

function changeRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { identity } = options
  scope.put<ById>('/api/v1/users/:id', ADMIN, async (request, reply) => {
    const user = await identity.user(request.params.id)
    if (!user) return refuse(reply, NO_USER)
    const body = bodyOf(request)
    const isDisabled = propertyOf(body, 'isDisabled')
    if (isDisabled !== undefined && typeof isDisabled !== 'boolean')
      throw invalid('"isDisabled" as true or false')
    const change = { ...readChange(body), ...(isDisabled === undefined ? {} : { isDisabled }) }
    const changed = await identity.changeUser(user, change, whoAsks(request))
    return changed ? presentUser(changed) : refuse(reply, LAST_ADMIN)
  })

  scope.delete<ById>('/api/v1/users/:id', ADMIN, async (request, reply) => {
    const user = await identity.user(request.params.id)
    if (!user) return refuse(reply, NO_USER)
    if (await identity.removeUser(user, whoAsks(request))) return { removed: user.name }
    return refuse(reply, LAST_ADMIN)
  })

  scope.delete<ById>('/api/v1/users/:id/sessions', ADMIN, async (request, reply) => {
    const user = await identity.user(request.params.id)
    if (!user) return refuse(reply, NO_USER)
    return { ended: await identity.signOutEverywhere(user, { actor: whoAsks(request) }) }
  })

  scope.post<ById>('/api/v1/users/:id/invitation', INVITING, async (request, reply) => {
    const user = await identity.user(request.params.id)
    if (!user) return refuse(reply, NO_USER)
    return invitedUser(user, await identity.inviteAgain(user, whoAsks(request)), options)
  })
}

function readChange(body: unknown): {
  readonly displayName?: string
  readonly role?: Role
  readonly contact?: string
} {
  const displayName = optionalText(body, 'displayName', IDENTITY_LIMITS.nameLengthMax)
  const role = oneOf(propertyOf(body, 'role'), 'role', ROLES)
  const contact = optionalText(body, 'contact', IDENTITY_LIMITS.nameLengthMax)
  return {
    ...(displayName === undefined || displayName.trim() === '' ? {} : { displayName }),
    ...(role === undefined ? {} : { role }),
    ...(contact === undefined ? {} : { contact }),
  }
}

function invitedUser(
  user: User,
  invitation: string,
  { answering }: Pick<ApiOptions, 'answering'>,
): WireInvitedUser {
  // Behind the hash it reaches no server, and so no log.
  const path = `/#/invitation/${invitation}`
  const own = answering.publicUrl()?.replace(/\/$/, '')
  return {
    user: presentUser(user),
    invitation: { path, ...(own === undefined ? {} : { url: own + path }) },
  }
}

/** Who asks; behind the guard there is always somebody. */
export function whoAsks(request: FastifyRequest): Caller {
  const caller = callerOf(request)
  if (caller) return caller
  throw new Error('the route is behind the guard')
}

const NO_USER = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the id of a user, found none with this id. /api/v1/users has the ids.',
)
const NAME_TAKEN = problem(
  409,
  'TOCSIN_REQUEST_INVALID',
  'Expected a name that nobody has, found one that is taken. Choose another.',
)
const LAST_ADMIN = problem(
  409,
  'TOCSIN_REQUEST_INVALID',
  'Expected somebody else who can administer, found nobody: then nobody could say any more who may do what. Make somebody else an administrator first.',
)
