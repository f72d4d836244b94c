// The shapes of the configuration as people edit it. Its texts have references in place of secrets.
import type { WireText } from './wire.ts'

export type WireRevision = {
  readonly number: number
  readonly at: string
  readonly by: string
  readonly comment: string
  /** As a running hub calls it. */
  readonly digest: string
  /** The revision whose text it has again. */
  readonly restores?: number
}

/** What counts now, and where it comes from. */
export type WireConfiguration = {
  readonly origin: 'file' | 'store'
  /** As a running hub calls what counts. */
  readonly digest: string
  /** The file that was read. */
  readonly file?: string
  /** The newest revision and its text, YAML; what counts may be an older one, where this one cannot be used. */
  readonly newest?: WireRevision
  readonly text?: string
  /** The line of each name, from 1, by sections such as `policies`. */
  readonly lines: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Why what is newer than what counts cannot be used. */
  readonly broken?: { readonly since: string; readonly problems: readonly string[] }
}

/** What is wrong with a text, or worth a look, and where: from 1. */
export type WireFoundInText = {
  readonly code: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** Lines that differ, with some around them, and the numbers of the first in both texts. */
export type WireHunk = {
  readonly before: number
  readonly after: number
  readonly lines: readonly {
    readonly kind: 'same' | 'removed' | 'added'
    readonly text: string
  }[]
}

export type WireCheckedText = {
  /** Where there are any, the text cannot be used. */
  readonly problems: readonly WireFoundInText[]
  /** How many there are beyond those. */
  readonly omitted: number
  readonly warnings: readonly WireFoundInText[]
  /** What differs from what counts now. */
  readonly changes: readonly WireHunk[]
}

/** How many messages a text would have sent, against what was sent. */
export type WireConfigurationVolume = {
  readonly since: string
  readonly until: string
  readonly events: number
  readonly before: number
  readonly after: number
  readonly chats: readonly {
    readonly contact: string
    readonly channel: string
    readonly before: number
    readonly after: number
    readonly hours: readonly {
      readonly at: string
      readonly before: number
      readonly after: number
    }[]
  }[]
  /** Told before, and to nobody then. */
  readonly missed: WireDifferences
  /** Told to nobody before. */
  readonly added: WireDifferences
  /** The same news twice in one chat. */
  readonly doubled: WireDifferences
}

export type WireDifferences = {
  readonly count: number
  readonly first: readonly {
    readonly eventId: string
    readonly at: string
    readonly source: string
    readonly severity: string
    readonly title: WireText
    readonly chats: readonly { readonly contact: string; readonly channel: string }[]
  }[]
}
