// The shapes of templates and of what they make; wire.ts has the others.

/** A template of the configuration: its parts, or one raw body. */
export type WireTemplate = {
  readonly name: string
  readonly title?: string
  readonly text?: string
  readonly keepFields?: boolean
  readonly raw?: string
  /** The policies and contacts that name it. */
  readonly usedBy: readonly string[]
}

/** A template on each chat platform, and where it fails. */
export type WireTemplatePreview = {
  /** What kind of message is shown. */
  readonly kind: string
  /** Why it makes nothing, and where in which of its parts; lines and columns are counted from 1. */
  readonly faults: readonly {
    readonly part: 'title' | 'text' | 'raw'
    readonly text: string
    readonly line?: number
    readonly column?: number
  }[]
  /** Why it fails for made-up messages, with the kinds of these. */
  readonly fails: readonly { readonly text: string; readonly kinds: readonly string[] }[]
  readonly messages: readonly WireShownMessage[]
}

/** What one platform would be sent. */
export type WireShownMessage = {
  readonly channel: string
  /** As it is posted. */
  readonly body: string
  /** It was shortened to what the platform takes. */
  readonly cut: boolean
  /** Why the platform would be sent the default message instead. */
  readonly fault?: string
  /** How much of what the platform takes it uses. */
  readonly size?: {
    readonly used: number
    readonly most: number
    readonly unit: 'bytes' | 'characters' | 'blocks'
  }
}
