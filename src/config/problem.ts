import type { ErrorCode } from '../base/errors.ts'
import { CONFIG_LIMITS, CONFIG_SHAPE_LIMITS } from '../base/limits.ts'

/** What may be meant as written, but is worth a look. A configuration with warnings still runs. */
export const WARNING_CODES = {
  TOCSIN_CONFIG_NO_SOURCE: 'There is no source, so no event can arrive.',
  TOCSIN_CONFIG_NO_FALLBACK: 'Nobody is told when a policy reaches nobody.',
  TOCSIN_CONFIG_UNREACHABLE: 'A contact or group cannot be reached on any channel.',
  TOCSIN_CONFIG_TELLS_NOBODY: 'A policy has nobody to tell.',
  TOCSIN_CONFIG_NEVER_MATCHES: 'A policy, an inhibition or a maintenance can match no event.',
  TOCSIN_CONFIG_UNUSED: 'A contact or group is told by nothing, or a template named by nothing.',
  TOCSIN_CONFIG_TEMPLATE_FAILS: 'A template fails for a sample message.',
  TOCSIN_CONFIG_ODD: 'A value is allowed, but probably not what was meant.',
} as const

/** One of the codes above. */
export type WarningCode = keyof typeof WARNING_CODES

/** A line of the file as it may be shown: whatever could be a secret is `***`. */
export type Excerpt = {
  readonly text: string
  /** How many cells of a terminal stand before the caret. */
  readonly caretAt: number
}

type Found<Code> = {
  readonly code: Code
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units, as editors count. */
  readonly column: number
  /** What was expected, what was found, what to do. Holds no secret. */
  readonly message: string
  /** Absent where there is no line to show: a file that does not exist. */
  readonly excerpt?: Excerpt
}

/** Why a configuration cannot be used. */
export type Problem = Found<ErrorCode>
/** What to look at in a configuration that can be used. */
export type Warning = Found<WarningCode>

/** From one offset of the text up to, not including, another. */
export type Place = { readonly from: number; readonly to: number }

/** A finding whose place is still an offset. */
export type Finding<Code> = {
  readonly code: Code
  readonly at: Place
  readonly message: string
}

/** Collects findings while a file is read: each once, and no more than anybody would read. */
export class Findings<Code extends string> {
  readonly #kept = new Map<string, Finding<Code>>()
  #omitted = 0

  add(code: Code, at: Place, message: string): void {
    const identity = `${at.from} ${code} ${message}`
    if (this.#kept.has(identity)) return
    if (this.#kept.size >= CONFIG_SHAPE_LIMITS.problemsKeptMax) this.#omitted += 1
    else this.#kept.set(identity, { code, at, message })
  }

  get isEmpty(): boolean {
    return this.#kept.size === 0
  }

  /** In the order of the file, the first `problemsMax`; `omitted` is how many more there are. */
  ordered(): { findings: readonly Finding<Code>[]; omitted: number } {
    const sorted = [...this.#kept.values()].sort((one, other) => one.at.from - other.at.from)
    const findings = sorted.slice(0, CONFIG_LIMITS.problemsMax)
    return { findings, omitted: this.#omitted + sorted.length - findings.length }
  }
}
