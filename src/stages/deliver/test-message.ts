import type { Endpoint } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'
import { composeTest } from './compose.ts'

/** What a test says to an endpoint: which it is, that the hub named `hub` sent it, and that nothing is wrong. */
export function messageForTest(
  { contact, channel, language, zone }: Endpoint,
  sent: TestSent,
): Message {
  return composeTest({
    ...sent,
    endpoint: `${contact} (${channel})`,
    language,
    zone: zone ?? 'UTC',
  })
}

/** From which hub a test is sent, and when. */
type TestSent = { readonly hub: string; readonly now: number }
