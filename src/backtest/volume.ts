import { BACKTEST_LIMITS } from '../base/limits.ts'
import type { ChannelType } from '../contract/channel.ts'
import type { Recording } from '../contract/recording.ts'
import type { Configuration, Endpoint, Policy } from '../model/configuration.ts'
import { endpointsOf, robotOf } from '../model/directory.ts'
import type { Notification } from '../model/notification.ts'
import type { ChatVolume, PolicyVolume } from '../model/policy-volume.ts'
import { type Subject, subjectOf } from './compare.ts'
import { rowsOf } from './recording.ts'
import { type Replay, replay } from './replay.ts'
import { type Chat, chatOf, countSent } from './tally.ts'
import { volumeSentence } from './volume-words.ts'

/** What one policy would send, and of how many events that was said. */
export type VolumeReport = PolicyVolume & { readonly run: number }

export type VolumeOptions = {
  readonly recording: Recording
  /** Whose contacts, groups and times the policy speaks of. */
  readonly configuration: Configuration
  readonly policy: Policy
  readonly channels: readonly ChannelType[]
  readonly span: { readonly since: number; readonly until: number }
  /** Refuses with TOCSIN_REQUEST_INVALID where there are more events. */
  readonly eventsMax?: number
  readonly onProgress?: (events: number) => void
}

const DAY_MS = 24 * 60 * 60_000

/** Runs the recorded events through one policy alone. */
export async function volumeOf(options: VolumeOptions): Promise<VolumeReport> {
  const { recording, policy, channels, span, eventsMax, onProgress } = options
  const configuration = { ...options.configuration, policies: [policy] }
  const limits = { ...(eventsMax === undefined ? {} : { eventsMax }), onProgress }
  const after = await replay({ recording, configuration, channels, ...span, ...limits })
  try {
    const chats = await chatsOf(after, options)
    const messages = chats.reduce((sum, chat) => sum + chat.messages, 0)
    const counts = {
      policy: policy.id,
      ...span,
      ...(await matchesIn(after, options)),
      ...{ messages, chats, run: after.events },
      messagesPerDay: Math.round((messages * DAY_MS * 10) / (span.until - span.since)) / 10,
      ...busiestOf(chats),
    }
    return { ...counts, sentence: volumeSentence(counts) }
  } finally {
    await after.close()
  }
}

type Matches = Pick<VolumeReport, 'events' | 'alerts' | 'notices' | 'examples'>

async function matchesIn(after: Replay, { policy, span }: VolumeOptions): Promise<Matches> {
  let [events, alerts, notices] = [0, 0, 0]
  const examples: Subject[] = []
  const query = { ...span, limit: BACKTEST_LIMITS.pageMax }
  for await (const row of rowsOf((page) => after.recording.events(page), query)) {
    if (row.outcome?.matched.some(({ policy: id }) => isBelow(policy, id)) !== true) continue
    events += 1
    const { result } = row.outcome
    if (result === 'opened') alerts += 1
    if (result === 'noticed') notices += 1
    const begins = result === 'opened' || result === 'noticed'
    if (begins && examples.length < BACKTEST_LIMITS.examplesMax) examples.push(subjectOf(row.event))
  }
  return { events, alerts, notices, examples }
}

async function chatsOf(after: Replay, options: VolumeOptions): Promise<readonly ChatVolume[]> {
  const owed = await owedIn(after, options)
  const isCounted = (message: Said): boolean => isOf(options.policy, message)
  const counts = await countSent({ after: after.recording }, options.span, isCounted)
  return counts.flatMap(({ contact, channel, after: messages, hours }) => {
    const chat = owed.get(keyOf({ contact, channel }))
    if (!chat) return []
    const { limit, merged, digests, windows } = chat
    const overLimit = [...windows.values()].filter((count) => count > limit.messagesMax).length
    return [
      {
        ...{ contact, channel, messages, limit, overLimit, merged, digests },
        hours: hours.map((hour) => ({ at: hour.at, messages: hour.after })),
      },
    ]
  })
}

type Said = Pick<Notification, 'policy' | 'kind'>

/**
 * Whether the policy says so. Schedules say who takes over, and the hub and some senders have policies of their own; a
 * digest names all whose messages it tells.
 */
function isOf(policy: Policy, { policy: named, kind }: Said): boolean {
  if (kind === 'handover' || kind === 'gap') return false
  const said = `, ${named}, `
  return said.includes(`, ${policy.id}, `) || said.includes(`, ${policy.id}/`)
}

/** The policy itself, a route below it, or what it is told as: its targets at their times, its digests of presets. */
function isBelow({ id }: Policy, named: string): boolean {
  return named === id || named.startsWith(`${id}/`)
}

type Owed = {
  readonly limit: ChatVolume['limit']
  merged: number
  digests: number
  /** How many came due in each window. */
  readonly windows: Map<number, number>
}

/** What came due before the limit of each robot was looked at. */
async function owedIn(
  { store }: Replay,
  { configuration, policy, channels, span }: VolumeOptions,
): Promise<ReadonlyMap<string, Owed>> {
  const endpoints = endpointsOf(configuration)
  const byChat = new Map<string, Owed>()
  let before: string | undefined
  do {
    const limit = BACKTEST_LIMITS.pageMax
    const page = await store.notifications({ limit, ...(before === undefined ? {} : { before }) })
    for (const one of page) {
      const { endpointId, state, kind, createdAt } = one
      if (createdAt < span.since || createdAt >= span.until || !isOf(policy, one)) continue
      const endpoint = endpoints.get(endpointId)
      if (!endpoint) continue
      const owed = entryOf(byChat, endpoint, { endpoints, channels })
      if (state === 'merged') owed.merged += 1
      if (kind === 'digest') owed.digests += 1
      else {
        const window = Math.floor(createdAt / owed.limit.windowMs)
        owed.windows.set(window, (owed.windows.get(window) ?? 0) + 1)
      }
    }
    before = page.length === limit ? page.at(-1)?.id : undefined
  } while (before !== undefined)
  return byChat
}

function entryOf(
  byChat: Map<string, Owed>,
  endpoint: Endpoint,
  {
    endpoints,
    channels,
  }: {
    readonly endpoints: ReadonlyMap<string, Endpoint>
    readonly channels: readonly ChannelType[]
  },
): Owed {
  const key = keyOf(chatOf(endpoint.id))
  const known = byChat.get(key)
  if (known) return known
  const channel = channels.find(({ type }) => type === endpoint.channel)
  const one = channel?.limits(endpoint.settings)
  const limit = {
    messagesMax: (one?.messagesMax ?? Infinity) * robotsBeside(endpoint, endpoints),
    windowMs: one?.windowMs ?? 60_000,
  }
  const made = { limit, merged: 0, digests: 0, windows: new Map<number, number>() }
  byChat.set(key, made)
  return made
}

/** The robots of a pool carry so many times the limit of one. */
function robotsBeside({ lane }: Endpoint, endpoints: ReadonlyMap<string, Endpoint>): number {
  const robots = [...endpoints.values()].filter((one) => one.lane === lane).map(robotOf)
  return new Set(robots).size
}

function keyOf({ contact, channel }: Chat): string {
  return JSON.stringify([contact, channel])
}

function busiestOf(chats: readonly ChatVolume[]): Pick<VolumeReport, 'busiest'> {
  const byHour = new Map<number, number>()
  for (const { at, messages } of chats.flatMap(({ hours }) => hours))
    byHour.set(at, (byHour.get(at) ?? 0) + messages)
  const most = Math.max(0, ...byHour.values())
  const [busiest] = [...byHour]
    .filter(([, messages]) => messages === most)
    .sort(([one], [other]) => one - other)
  return busiest ? { busiest: { at: busiest[0], messages: busiest[1] } } : {}
}
