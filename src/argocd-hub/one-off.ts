import type { ArgoDelivery, ArgoService } from '../argocd/argocd.ts'
import { addressedContact, contactIdOf } from '../model/addressed.ts'
import type { Endpoint } from '../model/configuration.ts'
import type { ParsedEvent } from '../model/event.ts'
import type { LocalText } from '../model/text.ts'
import { type Application, factsOf } from './application.ts'
import { deliveryEvent, pathIn } from './delivery-event.ts'
import { mobilesIn } from './mentions.ts'
import { type Means, resolveService, robotIn } from './resolve.ts'

export type OneOffFacts = {
  readonly delivery: ArgoDelivery
  /** The Application that it is about. */
  readonly application: Application
  readonly service: ArgoService
  readonly means: Means
  /** UTC milliseconds. */
  readonly at: number
}

/** What a delivery is to the hub: an event, and the endpoint of its recipient. */
export type OneOff = { readonly event: ParsedEvent; readonly endpoint: Endpoint }

/** The same as in a hub that watches, without one; or what is wrong with the service. */
export function oneOff({
  delivery,
  application,
  service,
  means,
  at,
}: OneOffFacts): OneOff | { readonly problems: readonly LocalText[] } {
  const { configNamespace: namespace, recipient } = delivery
  const path = pathIn(delivery)
  const robot = robotIn(service, path)
  const aim = robot.kind === 'none' ? { recipient } : { path }
  const resolved = resolveService(service, aim, means)
  if ('problems' in resolved) return resolved
  const named = robot.kind === 'none' ? recipient : ''
  const id = contactIdOf({ namespace, service: service.name, recipient: named })
  const { channel, settings, lane } = resolved
  const contact = addressedContact(id, { channel, settings, lane, language: 'en' })
  const event = deliveryEvent({
    delivery,
    application: factsOf(application),
    contact: id,
    robot: robot.kind === 'robot' ? robot.channel : undefined,
    mobiles: robot.kind === 'robot' ? mobilesIn(recipient, { contacts: new Map() }) : [],
    firedAt: Math.floor(at / 1000),
    strict: false,
  })
  const [endpoint] = contact.endpoints
  return endpoint === undefined ? { problems: [] } : { event, endpoint }
}
