import { SANDBOX_LIMITS } from '../base/limits.ts'
import { type Chat, type ChatSettings, defaultSettings, type Platform } from './chats.ts'
import { NEW_ROBOT, type Robot } from './dingtalk.ts'
import type { Mentions } from './dingtalk-payload.ts'
import type { Fault } from './faults.ts'

/** What became of one call, as the API gives it and the page shows it. No token, no signature. */
export type SandboxMessage = {
  /** Counts up over all chats. */
  readonly id: number
  readonly chat: string
  readonly platform: Platform
  /** UTC milliseconds. */
  readonly at: number
  readonly outcome: 'posted' | 'duplicate' | 'refused'
  /** The platform's code; absent where it did not answer, or not as itself. */
  readonly errcode?: number
  readonly errmsg: string
  /** The fault that was asked for, where it decided. */
  readonly fault?: string
  readonly msgtype?: string
  /** What the list of conversations shows. */
  readonly preview?: string
  readonly msgUuid?: string
  readonly mentions: Mentions
  /** The body as it came; absent where it was no JSON or too large to keep. */
  readonly payload?: unknown
}

/** A message before it is numbered. */
export type NewMessage = Omit<SandboxMessage, 'id'>

/** What pages are told of while they look. */
export type Change =
  | { readonly kind: 'message'; readonly message: SandboxMessage }
  | { readonly kind: 'chat'; readonly chat: Chat }
  | { readonly kind: 'cleared'; readonly chat: string | undefined }

/** Everything that the sandbox remembers: in memory, bounded, the oldest forgotten first. */
export class SandboxState {
  readonly chats = new Map<string, Chat>()
  readonly listeners = new Set<(change: Change) => void>()
  faults: readonly Fault[] = []
  #messages: { message: SandboxMessage; bytes: number }[] = []
  #messagesBytes = 0
  #robots = new Map<string, Robot>()
  /** For each robot: when a msgUuid was posted. */
  #uuids = new Map<string, Map<string, number>>()
  #lastId = 0
  forgotten = 0

  messages(): readonly SandboxMessage[] {
    return this.#messages.map((entry) => entry.message)
  }

  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  addMessage(message: NewMessage): void {
    const bytes = JSON.stringify(message).length
    const kept =
      bytes > SANDBOX_LIMITS.payloadBytesMax ? { ...message, payload: undefined } : message
    const numbered = { id: this.nextId(), ...kept }
    this.#messages.push({ message: numbered, bytes })
    this.#messagesBytes += bytes
    this.#forgetOldest()
    this.#tell({ kind: 'message', message: numbered })
  }

  #forgetOldest(): void {
    let count = 0
    while (
      this.#messages.length - count > SANDBOX_LIMITS.messagesMax ||
      this.#messagesBytes > SANDBOX_LIMITS.messagesBytesMax
    ) {
      this.#messagesBytes -= this.#messages[count]?.bytes ?? 0
      count += 1
    }
    // Dropping from the front costs the length of the list: some more at once make it rare.
    if (count === 0) return
    this.#messages.splice(0, count)
    this.forgotten += count
  }

  /** Forgets the messages of one chat, or of all. What the robots remember stays. */
  clearMessages(chat: string | undefined): void {
    this.#messages = this.#messages.filter(
      ({ message }) => chat !== undefined && message.chat !== chat,
    )
    this.#messagesBytes = this.#messages.reduce((sum, entry) => sum + entry.bytes, 0)
    this.#tell({ kind: 'cleared', chat })
  }

  /** The chat with this id; created with default settings where there is room. */
  openChat(id: string, platform: Platform): Chat | undefined {
    const known = this.chats.get(id)
    if (known !== undefined || this.chats.size >= SANDBOX_LIMITS.chatsMax) return known
    return this.saveChat({ id, platform, settings: defaultSettings(id) })
  }

  changeChat(chat: Chat, settings: ChatSettings): Chat {
    return this.saveChat({ ...chat, settings })
  }

  saveChat(chat: Chat): Chat {
    this.chats.set(chat.id, chat)
    this.#tell({ kind: 'chat', chat })
    return chat
  }

  robot(id: string): Robot {
    return this.#robots.get(id) ?? NEW_ROBOT
  }

  saveRobot(id: string, robot: Robot): void {
    this.#robots.delete(id)
    this.#robots.set(id, robot)
    if (this.#robots.size > SANDBOX_LIMITS.robotsMax) forgetFirst(this.#robots)
  }

  /** Whether the robot posted this key at `since` or later. */
  hasPosted(id: string, key: { uuid: string; since: number }): boolean {
    const postedAt = this.#uuids.get(id)?.get(key.uuid)
    return postedAt !== undefined && postedAt > key.since
  }

  rememberUuid(id: string, key: { uuid: string; at: number }): void {
    const uuids = this.#uuids.get(id) ?? new Map<string, number>()
    uuids.delete(key.uuid)
    uuids.set(key.uuid, key.at)
    if (uuids.size > SANDBOX_LIMITS.uuidsMax) forgetFirst(uuids)
    this.#uuids.delete(id)
    this.#uuids.set(id, uuids)
    if (this.#uuids.size > SANDBOX_LIMITS.robotsMax) forgetFirst(this.#uuids)
  }

  #tell(change: Change): void {
    for (const listener of this.listeners) listener(change)
  }
}

function forgetFirst(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    map.delete(key)
    return
  }
}
