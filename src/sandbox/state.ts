import { SANDBOX_LIMITS } from '../base/limits.ts'
import type { Chat } from './chats.ts'
import type { Fault } from './faults.ts'
import type { Mentioned } from './stand-in.ts'

/** What became of one call, as the API gives it and the page shows it. No token, no signature. */
export type SandboxMessage = {
  /** Counts up over all chats. */
  readonly id: number
  readonly chat: string
  readonly platform: string
  /** UTC milliseconds. */
  readonly at: number
  readonly outcome: 'posted' | 'duplicate' | 'refused'
  /** The platform's code: a number, or a word as Slack's; absent where it did not answer, or not as itself. */
  readonly errcode?: number | string
  readonly errmsg: string
  /** The fault that was asked for, where it decided. */
  readonly fault?: string
  readonly msgtype?: string
  /** What the list of conversations shows. */
  readonly preview?: string
  /** The platform's idempotency key. */
  readonly msgUuid?: string
  readonly mentions: Mentioned
  /** The body as it came, or as it was read; absent where it could not be, or is too large to keep. */
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
  /** For each robot: when an idempotency key was posted. */
  #keys = new Map<string, Map<string, number>>()
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

  isFull(): boolean {
    return this.chats.size >= SANDBOX_LIMITS.chatsMax
  }

  saveChat(chat: Chat): Chat {
    this.chats.set(chat.id, chat)
    this.#tell({ kind: 'chat', chat })
    return chat
  }

  /** Whether the robot posted this key after `since`. */
  hasPosted(id: string, { key, since }: { key: string; since: number }): boolean {
    const postedAt = this.#keys.get(id)?.get(key)
    return postedAt !== undefined && postedAt > since
  }

  rememberKey(id: string, { key, at }: { key: string; at: number }): void {
    const keys = this.#keys.get(id) ?? new Map<string, number>()
    keys.delete(key)
    keys.set(key, at)
    if (keys.size > SANDBOX_LIMITS.uuidsMax) forgetFirst(keys)
    this.#keys.delete(id)
    this.#keys.set(id, keys)
    if (this.#keys.size > SANDBOX_LIMITS.robotsMax) forgetFirst(this.#keys)
  }

  #tell(change: Change): void {
    for (const listener of this.listeners) listener(change)
  }
}

/** Takes the oldest entry out. */
export function forgetFirst(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    map.delete(key)
    return
  }
}
