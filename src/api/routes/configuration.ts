import type { FastifyInstance } from 'fastify'
import { propertyOf } from '../../base/property.ts'
import { SEVERITIES } from '../../model/severity.ts'
import { answerTagged, quoted } from '../entity-tag.ts'
import type { ApiOptions } from '../options.ts'
import { oneOf } from '../paging.ts'
import { presentText } from '../present.ts'
import {
  presentCalled,
  presentContact,
  presentPlan,
  presentPolicy,
} from '../present-configuration.ts'
import { problem, refuse } from '../problem.ts'
import { instantOf } from '../read-body.ts'
import type { WireSourceType } from '../wire-configuration.ts'

/** `/api/v1/policies`, `/escalation-policies`, `/contacts`, `/templates` and `/source-types`: what the configuration of now says. */
export function configurationRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { people, clock, sources } = options
  scope.get('/api/v1/policies', async (request, reply) => {
    const { policies, fallback, revision } = people.configuration()
    const shown = { policies: policies.map(presentPolicy), fallback }
    return answerTagged({ request, reply }, quoted(revision), shown)
  })

  scope.get('/api/v1/contacts', async () => {
    const configuration = people.configuration()
    return {
      contacts: [...configuration.contacts.values()].map((contact) =>
        presentContact(contact, configuration),
      ),
      groups: [...configuration.contactGroups.values()],
      fallback: configuration.fallback,
    }
  })

  scope.get('/api/v1/escalation-policies', async () => {
    const configuration = people.configuration()
    return {
      escalationPolicies: [...configuration.escalationPolicies.values()].map((plan) =>
        presentPlan(plan, configuration),
      ),
    }
  })

  scope.get<{ Params: { name: string } }>(
    '/api/v1/escalation-policies/:name/called',
    async (request, reply) => {
      const severity =
        oneOf(propertyOf(request.query, 'severity'), 'severity', SEVERITIES) ?? 'critical'
      const at = instantOf(request.query, 'at') ?? clock.now()
      const called = presentCalled(request.params.name, { at, severity }, people)
      return called ?? refuse(reply, NO_PLAN)
    },
  )

  scope.get('/api/v1/source-types', async () => ({
    types: sources
      .types()
      .map((type): WireSourceType => ({ ...type, title: presentText(type.title) })),
  }))
}

const NO_PLAN = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the name of an escalation policy, found none with this name. /api/v1/escalation-policies has the names.',
)
