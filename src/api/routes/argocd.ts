import type { FastifyInstance } from 'fastify'
import { isoTime } from '../../base/clock.ts'
import { ARGOCD_HUB_LIMITS } from '../../base/limits.ts'
import type { KnownApplication } from '../../contract/application-store.ts'
import type { Event } from '../../model/event.ts'
import { explain } from '../explain.ts'
import type { ApiOptions } from '../options.ts'
import { presentArgocd } from '../present-argocd.ts'
import { problem, refuse } from '../problem.ts'
import type { WireApplication, WireDelivery } from '../wire-argocd.ts'

type ByName = { Params: { namespace: string; name: string } }

/** `/api/v1/argocd`: the configuration that Argo CD Notifications has, the Applications, and what was owed because of them. */
export function argocdRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { store } = options
  scope.get('/api/v1/argocd', async (_request, reply) => {
    const view = await options.argocd?.()
    return view ? presentArgocd(view) : refuse(reply, NOT_RUN)
  })

  scope.get('/api/v1/argocd/applications', async () => ({
    applications: (await store.applications()).map(presentApplication),
  }))

  scope.get<ByName>('/api/v1/argocd/applications/:namespace/:name', async (request, reply) => {
    const { namespace, name } = request.params
    const events = await deliveriesOf(options, { namespace, name })
    const known = (await store.applications()).find(
      (one) => one.namespace === namespace && one.name === name,
    )
    if (known === undefined && events.length === 0) return refuse(reply, NO_APPLICATION)
    const deliveries = await Promise.all(events.map((event) => presentDelivery(event, options)))
    return { application: known && presentApplication(known), deliveries }
  })
}

/** The newest first: as many as are shown, among as many events as are looked through. */
async function deliveriesOf(
  { store }: Pick<ApiOptions, 'store'>,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<readonly Event[]> {
  const { historyMax, historyPageMax, historyPagesMax } = ARGOCD_HUB_LIMITS
  const found: Event[] = []
  let before: string | undefined
  for (let page = 0; page < historyPagesMax && found.length < historyMax; page += 1) {
    const query = { limit: historyPageMax, source: SOURCE, ...(before ? { before } : {}) }
    const events = await store.events(query)
    found.push(
      ...events.filter(
        ({ addressed, labels }) =>
          addressed && labels['application'] === name && labels['namespace'] === namespace,
      ),
    )
    before = events.at(-1)?.id
    if (events.length < historyPageMax) break
  }
  return found.slice(0, historyMax)
}

/** The source in whose name the hub looks at Applications. */
const SOURCE = 'argocd'

async function presentDelivery(event: Event, options: ApiOptions): Promise<WireDelivery> {
  const { revision } = options.running()
  const story = await explain(event.id, { ...options, revision })
  const { trigger = '', service = '', recipient = '', revision: commit = '' } = event.labels
  return {
    eventId: event.id,
    trigger,
    service,
    recipient,
    revision: commit,
    at: isoTime(event.receivedAt),
    told: story?.told ?? [],
    held: story?.held ?? [],
  }
}

function presentApplication({ noted, at, ...known }: KnownApplication): WireApplication {
  const { namespace, name, project, uid } = known
  const { phase, health, sync } = noted ?? {}
  return { namespace, name, project, uid, phase, health, sync, lookedAt: isoTime(at) }
}

const NOT_RUN = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected a hub that runs Argo CD Notifications, found one that does not.',
)
const NO_APPLICATION = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the namespace and name of an Application, found none with these. /api/v1/argocd/applications has them.',
)
