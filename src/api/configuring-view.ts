import type { Hunk } from '../base/line-diff.ts'
import type { ConfigurationRevision, WholeRevision } from '../model/configuration-revision.ts'
import type { Caller } from '../model/identity.ts'
import type { VolumeExample } from '../model/policy-volume.ts'

/** What is wrong with a text, or worth a look, and where. */
export type FoundInText = {
  readonly code: string
  /** From 1. */
  readonly line: number
  readonly column: number
  readonly message: string
}

/** What `tocsin check` would say of a text, and what of it differs from what counts now. */
export type CheckedText = {
  /** Where there are any, it cannot be used. */
  readonly problems: readonly FoundInText[]
  /** How many problems there are beyond those. */
  readonly omitted: number
  readonly warnings: readonly FoundInText[]
  readonly changes: readonly Hunk[]
}

/** What came of the wish to save a text. */
export type Saved =
  | { readonly kind: 'saved'; readonly revision: ConfigurationRevision }
  | { readonly kind: 'stale'; readonly newest: ConfigurationRevision }
  | ({ readonly kind: 'broken' } & Pick<CheckedText, 'problems' | 'omitted'>)

/** Messages of one chat in one hour, and both in all hours. */
export type ChatDifference = {
  readonly contact: string
  readonly channel: string
  readonly before: number
  readonly after: number
  readonly hours: readonly {
    readonly at: number
    readonly before: number
    readonly after: number
  }[]
}

/** An alert or notice that another configuration would tell to others. */
export type DifferentlyTold = {
  readonly subject: VolumeExample & { readonly source: string }
  /** The chats that hear of it on the side where somebody does. */
  readonly chats: readonly { readonly contact: string; readonly channel: string }[]
}

/** What a text would have sent, against what was sent: the shape that backtest/ gives. */
export type ConfigurationVolume = {
  readonly since: number
  readonly until: number
  readonly events: number
  readonly before: number
  readonly after: number
  readonly chats: readonly ChatDifference[]
  /** Told before and to nobody now; told to nobody before; told twice to one chat. */
  readonly missed: DifferencesOf
  readonly added: DifferencesOf
  readonly doubled: DifferencesOf
}

type DifferencesOf = { readonly count: number; readonly first: readonly DifferentlyTold[] }

/** What came of the wish to see it. */
export type PreviewedConfiguration =
  | { readonly kind: 'previewed'; readonly volume: ConfigurationVolume }
  | ({ readonly kind: 'broken' } & Pick<CheckedText, 'problems' | 'omitted'>)
  | { readonly kind: 'busy' }

/** What the routes need around a configuration that people edit. */
export type ConfiguringView = {
  /** The newest where no number is given. */
  revision(number?: number): Promise<WholeRevision | undefined>
  revisions(query: {
    readonly limit: number
    readonly before?: number | undefined
  }): Promise<readonly ConfigurationRevision[]>
  check(text: string): Promise<CheckedText>
  preview(asked: {
    readonly text: string
    readonly lengthMs: number
  }): Promise<PreviewedConfiguration>
  /** Where revision `expected` is the newest, `text` counts from now on. It is on disk when this resolves. */
  save(asked: {
    readonly text: string
    /** Beside those of revision `expected`. */
    readonly secrets: Readonly<Record<string, string>>
    readonly comment: string
    readonly expected: number
    readonly restores?: number
    readonly caller: Caller
  }): Promise<Saved>
}
