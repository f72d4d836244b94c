import { z } from 'zod'
import { SANDBOX_LIMITS } from '../base/limits.ts'
import { chatId, chatName, listedChat } from './chats.ts'
import type { Desk } from './desk.ts'
import { jsonAnswer, readJson, type SandboxAnswer, type SandboxRequest } from './exchange.ts'
import { type Fault, faultRequest } from './faults.ts'
import type { SandboxMessage, SandboxState } from './state.ts'

/** What the API shows and changes. */
export type ApiParts = { readonly state: SandboxState; readonly desks: readonly Desk[] }

/** Answers `/sandbox/api/messages`, `faults`, `chats` and `platforms`; undefined for another path. */
export function answerApi(request: SandboxRequest, parts: ApiParts): SandboxAnswer | undefined {
  const { state } = parts
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
      return withBody(request, (body) => addFault(parts, body))
    case 'DELETE /sandbox/api/faults':
      state.faults = state.faults.filter((fault) => chat !== undefined && fault.chat !== chat)
      return jsonAnswer({ faults: state.faults })
    case 'GET /sandbox/api/chats':
      return jsonAnswer({ chats: listChats(state), last: state.messages().at(-1)?.id ?? 0 })
    case 'PUT /sandbox/api/chats':
      return withBody(request, (body) => putChat(parts, body))
    case 'GET /sandbox/api/platforms':
      return jsonAnswer({
        platforms: parts.desks.map(({ platform, sample, faults }) => ({
          platform,
          sample,
          faults,
        })),
      })
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
    const shownLast = last && {
      at: last.at,
      msgtype: last.msgtype,
      preview: last.preview,
      rings: ringsOf(last),
    }
    return { ...listedChat(chat), posted, refused, last: shownLast }
  })
}

/** Whom a message rings, without naming anybody. */
function ringsOf(message: SandboxMessage): 'everybody' | 'somebody' | 'nobody' {
  if (message.mentions.all) return 'everybody'
  return message.mentions.people.length > 0 ? 'somebody' : 'nobody'
}

function addFault({ state, desks }: ApiParts, body: unknown): SandboxAnswer {
  const read = faultRequest.safeParse(body)
  if (!read.success) return problem(400, z.prettifyError(read.error))
  if (state.faults.length >= SANDBOX_LIMITS.faultsMax) {
    return problem(409, 'Too many faults are waiting; clear them with DELETE.')
  }
  const { token, times, chat, platform: named, ...rest } = read.data
  const platform = token === undefined ? named : (named ?? DEFAULT_PLATFORM)
  const wanted = platform ?? (chat === undefined ? undefined : state.chats.get(chat)?.platform)
  const desk = desks.find((candidate) => candidate.platform === wanted)
  if (platform !== undefined && desk === undefined) return unknownPlatform(desks)
  if (desk !== undefined && !desk.faults.includes(rest.kind)) {
    return problem(400, `${desk.platform} knows no such fault. It knows ${desk.faults.join(', ')}.`)
  }
  const fault: Fault = {
    id: state.nextId(),
    ...rest,
    platform,
    chat: token === undefined ? chat : chatId(platform ?? DEFAULT_PLATFORM, token),
    timesLeft: times,
  }
  state.faults = [...state.faults, fault]
  return jsonAnswer({ fault })
}

/** Of a token without a platform. */
const DEFAULT_PLATFORM = 'dingtalk'

function unknownPlatform(desks: readonly Desk[]): SandboxAnswer {
  const names = desks.map((desk) => desk.platform).join(', ')
  return problem(400, `"platform" takes one of ${names}.`)
}

function putChat({ state, desks }: ApiParts, body: unknown): SandboxAnswer {
  const read = chatName.loose().safeParse(body)
  if (!read.success) return problem(400, z.prettifyError(read.error))
  const { platform: named, token, id, ...change } = read.data
  const known = id === undefined ? undefined : state.chats.get(id)
  if (token === undefined && known === undefined) {
    return problem(400, 'Give the "token" of the robot, or the "id" of a chat that exists.')
  }
  const platform = known?.platform ?? named ?? DEFAULT_PLATFORM
  const desk = desks.find((candidate) => candidate.platform === platform)
  if (desk === undefined) return unknownPlatform(desks)
  const changed = desk.change(known?.id ?? chatId(platform, token ?? ''), change)
  switch (changed.kind) {
    case 'changed':
      return jsonAnswer({ chat: listedChat(changed.chat) })
    case 'wrong':
      return problem(400, changed.problem)
    case 'full':
      return problem(409, 'There are too many chats.')
  }
}
