// What the API says of a request that was tried out.
import type { WireEvent, WireText } from './wire.ts'

/** An event that would have been taken, whole. */
export type WireTriedEvent = WireEvent & {
  readonly fields: readonly { readonly label: WireText; readonly value: WireText }[]
  readonly links: readonly { readonly text: WireText; readonly url: string }[]
}

/** One entry of the request, and where each part of its event came from. */
export type WireTriedEntry = {
  readonly entry: string
  /** Its place in `events`; absent where the source ignores it. */
  readonly event?: number | undefined
  readonly parts: readonly {
    readonly part: string
    readonly value?: string | undefined
    readonly by: 'setting' | 'guess' | 'default'
    readonly from: string
    readonly problems: readonly WireText[]
  }[]
}

export type WireTriedSource = {
  readonly source: string
  readonly type: string
  readonly outcome: 'events' | 'unparsable'
  readonly problem?: string
  readonly events: readonly WireTriedEvent[]
  readonly entries: readonly WireTriedEntry[]
}
