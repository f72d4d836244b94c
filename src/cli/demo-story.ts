import type { WireExplanation, WireStatus } from '../api/wire.ts'
import { table } from './output.ts'

/** A chat of the demo and how its robot is set up. Its secret is the demo's own and opens nothing. */
export type DemoChat = {
  readonly token: string
  readonly secret: string
  readonly name: string
  readonly robotName: string
  readonly keywords: readonly string[]
  readonly about: string
}

export const DEMO_CHATS: readonly [DemoChat, DemoChat] = [
  {
    token: 'demo-ops',
    secret: 'SECdemo',
    name: '运维群',
    robotName: 'CloudMonitor',
    keywords: ['CloudMonitor'],
    about: 'the team’s chat, in Chinese; its robot checks a signature and a keyword',
  },
  {
    token: 'demo-oncall',
    secret: '',
    name: 'On call',
    robotName: 'Tocsin',
    keywords: [],
    about: 'the chat of whoever is on call, in English',
  },
]

/** What the sandbox says a chat heard. */
type Heard = { readonly chat: string; readonly preview?: string }

export type DemoStory = {
  /** The chats' names by their id in the sandbox. */
  readonly chatNames: ReadonlyMap<string, string>
  readonly stories: readonly WireExplanation[]
  readonly heard: { readonly messages: readonly Heard[]; readonly refused: readonly Heard[] }
  readonly counts: WireStatus['counts']
}

/** The story as lines for a terminal. Nothing in it depends on when or where it is told. */
export function describeDemo({ chatNames, stories, heard, counts }: DemoStory): readonly string[] {
  const waiting = counts.unsettled + counts.due + counts.leased
  return [
    `CloudMonitor sent ${stories.length} events:`,
    ...table(
      stories.map(({ event }) => [
        `  ${event.labels['level'] ?? ''}`,
        event.name,
        event.status ?? '',
        event.labels['instance'] ?? '',
      ]),
    ),
    ...DEMO_CHATS.flatMap((chat) => describeChat(chat, heard, chatNames)),
    '',
    'Held back, and why:',
    ...stories.flatMap(describeHeld),
    '',
    `${counts.events} events taken, ${counts.sent} messages delivered, ${waiting} waiting, ${counts.dead} not delivered.`,
    '',
  ]
}

function describeChat(
  chat: DemoChat,
  heard: DemoStory['heard'],
  names: DemoStory['chatNames'],
): readonly string[] {
  const lines = (messages: readonly Heard[], sign: string): string[] =>
    messages
      .filter((message) => names.get(message.chat) === chat.name)
      .map(({ preview }) => `  ${sign}${preview ?? ''}`)
  return [
    '',
    `${chat.name} heard (${chat.about}):`,
    ...lines(heard.messages, ''),
    ...lines(heard.refused, 'refused: '),
  ]
}

function describeHeld({ event, held, outcome, told }: WireExplanation): readonly string[] {
  if (told.length > 0 && held.length === 0) return []
  const nearly = (outcome?.nearly ?? []).map(
    ({ policy, matcher, found }) =>
      `    ${policy}: ${matcher} fails, it is ${JSON.stringify(found)}`,
  )
  return [
    ...held.map(
      ({ text, policy }) => `  ${event.name}${policy ? `, by ${policy}` : ''}: ${text.en}`,
    ),
    ...(told.length === 0 ? nearly : []),
  ]
}
