import type { FastifyInstance } from 'fastify'
import type { ApiOptions } from '../options.ts'
import type { WireTeam } from '../wire-configuration.ts'
import { whoAsks } from './users.ts'

/** `/api/v1/teams`: who looks after what, and which of it is one's own. */
export function teamRoutes(scope: FastifyInstance, { people, identity }: ApiOptions): void {
  scope.get('/api/v1/teams', async (request) => {
    const { kind, id } = whoAsks(request)
    const user = kind === 'user' && id !== undefined ? await identity.user(id) : undefined
    const { teams } = people.configuration()
    return {
      teams: [...(teams?.values() ?? [])].map(
        (team): WireTeam => ({
          ...team,
          isOwn: user !== undefined && team.members.includes(user.name),
        }),
      ),
    }
  })
}
