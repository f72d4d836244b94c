import type { ChannelType, MessageForm, Rendered } from '../../contract/channel.ts'
import { flagOf } from '../../contract/fields.ts'
import type { Alert } from '../../model/alert.ts'
import type { Endpoint } from '../../model/configuration.ts'
import type { MessageLink } from '../../model/message.ts'
import type { Notification } from '../../model/notification.ts'
import { compose } from './compose.ts'

export type SayFacts = {
  readonly notification: Notification
  readonly endpoint: Endpoint
  readonly channel: ChannelType
  /** What the alerts are now, where that differs from when the notification was decided. */
  readonly statesNow: ReadonlyMap<string, Alert['state']>
  /** Buttons with which the message can be answered. */
  readonly actions: readonly MessageLink[]
  readonly form: MessageForm
}

/** A notification in the words and the dialect of its endpoint. Pure. */
export function say(facts: SayFacts): Rendered {
  const { notification, endpoint, channel, statesNow, actions, form } = facts
  const message = compose({
    notification,
    statesNow,
    actions,
    language: endpoint.language,
    mentionAll: flagOf(endpoint.settings, 'mentionAll'),
  })
  return channel.render(message, endpoint.settings, form)
}
