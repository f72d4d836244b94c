import type { Clock } from '../../base/clock.ts'
import type { Chance, IdSource } from '../../base/id.ts'
import type { Log } from '../../base/log.ts'
import type { SendContext } from '../../contract/channel.ts'
import type { Store } from '../../contract/store.ts'
import type { Endpoint, MessageTemplate } from '../../model/configuration.ts'
import type { MessageLink } from '../../model/message.ts'
import type { Notification } from '../../model/notification.ts'
import type { Receipt } from '../../model/receipt.ts'
import type { LocalText } from '../../model/text.ts'
import type { Route } from './route.ts'

/** What the stage is given to work with. */
export type DeliveryOptions = {
  readonly store: Store
  /** The way out to the network for an endpoint. */
  readonly networkOf: (endpoint: Endpoint) => Pick<SendContext, 'http' | 'resolveHost'>
  /** The links with which a message can be answered from the chat. */
  readonly actionsOf: (notification: Notification, endpoint: Endpoint) => readonly MessageLink[]
  /** Where all of a message can be read that had to be shortened; undefined where nowhere. */
  readonly restOf: (notification: Notification, endpoint: Endpoint) => MessageLink | undefined
  /** The users' templates of today's configuration, by name. */
  readonly templateOf: (name: string) => MessageTemplate | undefined
  readonly clock: Clock
  readonly chance: Chance
  readonly newId: IdSource
  readonly log: Log
  /** Where a notification goes today; undefined when its endpoint is no longer configured. */
  readonly routeOf: (endpointId: string) => Route | undefined
  /** Whether where this endpoint's messages go is not known yet, and will be: they wait. */
  readonly awaits?: (endpointId: string) => boolean
  /** Called after each attempt. */
  readonly onAttempt?: (notification: Notification, receipt: Receipt) => void
  /** Where goes today what a person sends again, whose endpoint has given its place to another. */
  readonly heirOf?: (endpointId: string) => Route | undefined
  /** The endpoints of a lane, in their order. */
  readonly routesIn: (lane: string) => readonly Route[]
  /** What others hear when notifications will never reach their endpoint: a standby endpoint, else the fallback. */
  readonly rescue: (dead: readonly Notification[], trouble: LocalText) => readonly Notification[]
  /** The copies for the standby endpoints of the contact, where it has any. */
  readonly copies: (late: Notification, trouble: LocalText) => readonly Notification[]
  /** Called when a lane has become free, so that the loop looks again. */
  readonly onFree: () => void
  /** Called when a notification was given up, and that is on disk. */
  readonly onDead?: () => void
}
