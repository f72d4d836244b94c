import { isoTime } from '../base/clock.ts'
import type { PolicyVolume } from '../model/policy-volume.ts'
import { presentText } from './present.ts'
import type { WireVolume } from './wire-story.ts'

export function presentVolume(volume: PolicyVolume): WireVolume {
  const { since, until, busiest, chats, examples, sentence, policy } = volume
  const { events, alerts, notices, messages, messagesPerDay } = volume
  const hour = ({ at, messages: count }: { at: number; messages: number }) => ({
    at: isoTime(at),
    messages: count,
  })
  return {
    ...{ policy, events, alerts, notices, messages, messagesPerDay },
    since: isoTime(since),
    until: isoTime(until),
    busiest: busiest && hour(busiest),
    chats: chats.map((chat) => ({ ...chat, hours: chat.hours.map(hour) })),
    examples: examples.map(({ id, name, title, severity, labels, at }) => ({
      ...{ id, name, severity, labels },
      title: presentText(title),
      at: isoTime(at),
    })),
    sentence: presentText(sentence),
  }
}
