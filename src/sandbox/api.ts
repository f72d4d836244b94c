import { z } from 'zod'
import { SANDBOX_LIMITS } from '../base/limits.ts'
import { type Chat, chatChange, chatId, defaultSettings, shownChat } from './chats.ts'
import { jsonAnswer, readJson, type SandboxAnswer, type SandboxRequest } from './exchange.ts'
import { type Fault, faultRequest } from './faults.ts'
import type { SandboxMessage, SandboxState } from './state.ts'

/** Answers `/sandbox/api/messages`, `faults` and `chats`; undefined for another path. */
export function answerApi(request: SandboxRequest, state: SandboxState): SandboxAnswer | undefined {
  const query = new URLSearchParams(request.query)
  const chat = query.get('chat') ?? undefined
  switch (`${request.method} ${request.path}`) {
    case 'GET /sandbox/api/messages':
      return listMessages(state, query)
    case 'DELETE /sandbox/api/messages':
      state.clearMessages(chat)
      return jsonAnswer({})
    case 'GET /sandbox/api/faults':
      return jsonAnswer({ faults: state.faults })
    case 'POST /sandbox/api/faults':
      return withBody(request, (body) => addFault(state, body))
    case 'DELETE /sandbox/api/faults':
      state.faults = state.faults.filter((fault) => chat !== undefined && fault.chat !== chat)
      return jsonAnswer({ faults: state.faults })
    case 'GET /sandbox/api/chats':
      return jsonAnswer({ chats: listChats(state), last: state.messages().at(-1)?.id ?? 0 })
    case 'PUT /sandbox/api/chats':
      return withBody(request, (body) => putChat(state, body))
  }
}

/** What was expected, for the one who asked; `text` holds no credential. */
export function problem(status: number, text: string): SandboxAnswer {
  return jsonAnswer({ error: text }, status)
}

/** JSON only: a form that another site's page posts gets no further than here. */
function withBody(
  request: SandboxRequest,
  answer: (body: unknown) => SandboxAnswer,
): SandboxAnswer {
  const contentType = request.headers['content-type'] ?? ''
  if (!/^application\/json\b/i.test(contentType)) {
    return problem(415, 'Expected a body of content-type application/json.')
  }
  const body = readJson(request.body)
  return body === undefined ? problem(400, 'Expected a JSON body.') : answer(body)
}

function listMessages(state: SandboxState, query: URLSearchParams): SandboxAnswer {
  const chat = query.get('chat')
  const since = readSince(query)
  if (since === undefined) return problem(400, '"since" takes the id of a message: a whole number.')
  const wanted = state
    .messages()
    .filter((message) => message.id > since && (chat === null || message.chat === chat))
  const isLatest = query.get('order') === 'latest'
  const count = SANDBOX_LIMITS.messagesPerPageMax
  const page = isLatest ? wanted.slice(-count) : wanted.slice(0, count)
  const of = (outcome: SandboxMessage['outcome']) =>
    page.filter((message) => message.outcome === outcome)
  return jsonAnswer({
    messages: of('posted'),
    refused: of('refused'),
    duplicates: of('duplicate'),
    last: page.at(-1)?.id ?? since,
    more: wanted.length > page.length,
    forgotten: state.forgotten,
  })
}

/** The id of the last message that the reader has; 0 where it has none. */
export function readSince(query: URLSearchParams): number | undefined {
  const since = query.get('since') ?? '0'
  return /^\d{1,15}$/.test(since) ? Number(since) : undefined
}

function listChats(state: SandboxState) {
  const tallies = new Map<string, { posted: number; refused: number; last?: SandboxMessage }>()
  for (const message of state.messages()) {
    const tally = tallies.get(message.chat) ?? { posted: 0, refused: 0 }
    if (message.outcome === 'posted') {
      tally.posted += 1
      tally.last = message
    }
    if (message.outcome === 'refused') tally.refused += 1
    tallies.set(message.chat, tally)
  }
  return [...state.chats.values()].map((chat) => {
    const { posted = 0, refused = 0, last } = tallies.get(chat.id) ?? {}
    const shownLast = last && { at: last.at, preview: last.preview, rings: ringsOf(last) }
    return { ...shownChat(chat), posted, refused, last: shownLast }
  })
}

/** Whom a message rings, without naming anybody. */
function ringsOf(message: SandboxMessage): 'everybody' | 'somebody' | 'nobody' {
  if (message.mentions.all) return 'everybody'
  return message.mentions.people.length > 0 ? 'somebody' : 'nobody'
}

function addFault(state: SandboxState, body: unknown): SandboxAnswer {
  const read = faultRequest.safeParse(body)
  if (!read.success) return problem(400, z.prettifyError(read.error))
  if (state.faults.length >= SANDBOX_LIMITS.faultsMax) {
    return problem(409, 'Too many faults are waiting; clear them with DELETE.')
  }
  const { token, times, chat, ...rest } = read.data
  const fault: Fault = {
    id: state.nextId(),
    ...rest,
    chat: token === undefined ? chat : chatId('dingtalk', token),
    timesLeft: times,
  }
  state.faults = [...state.faults, fault]
  return jsonAnswer({ fault })
}

function putChat(state: SandboxState, body: unknown): SandboxAnswer {
  const read = chatChange.safeParse(body)
  if (!read.success) return problem(400, z.prettifyError(read.error))
  const { platform = 'dingtalk', token, id, ...change } = read.data
  const known = id === undefined ? undefined : state.chats.get(id)
  if (token === undefined && known === undefined) {
    return problem(400, 'Give the "token" of the robot, or the "id" of a chat that exists.')
  }
  const target = known ?? namedChat(state, chatId(platform, token ?? ''))
  if (!state.chats.has(target.id) && state.chats.size >= SANDBOX_LIMITS.chatsMax) {
    return problem(409, 'There are too many chats.')
  }
  const chat = state.changeChat(target, { ...target.settings, ...change })
  return jsonAnswer({ chat: shownChat(chat) })
}

function namedChat(state: SandboxState, id: string): Chat {
  return state.chats.get(id) ?? { id, platform: 'dingtalk', settings: defaultSettings(id) }
}
