import { GENERIC_LIMITS } from '../../base/limits.ts'
import type { PartOrigin } from '../../contract/source.ts'
import type { LocalText } from '../../model/text.ts'
import { cutToBytes } from '../../reading/bounds.ts'
import { isRecord } from '../../reading/json.ts'
import type { GuessedPart, Guesses } from './guess.ts'
import type { Condition, ConditionName, Extract, Plan, TextPart } from './plan.ts'
import type { Scope } from './scope.ts'

/** Something that was found: its text, and the value itself. */
export type Found = { readonly text: string; readonly value: unknown }

/** Looks parts up by the mapping, else by a guess, and notes for each where it came from. */
export class Look {
  readonly origins: PartOrigin[] = []
  readonly plan: Plan
  readonly guesses: Guesses
  readonly #scope: Scope

  constructor(plan: Plan, scope: Scope, guesses: Guesses) {
    this.plan = plan
    this.guesses = guesses
    this.#scope = scope
  }

  /** A part that is one text. What is mapped and finds nothing is guessed, since no event may be lost for it. */
  text(part: TextPart): string | undefined {
    const extracts = this.plan.texts.get(part)
    const { found, by, problems } = this.#extract(extracts ?? [])
    if (found !== undefined) {
      this.note({ part, value: found.text, by: 'setting', from: by, problems })
      return found.text
    }
    const isMissed = extracts !== undefined && problems.length === 0
    return this.guess(part, isMissed ? [...problems, FOUND_NOTHING] : problems)
  }

  /** The guess at a part, with what went wrong before it. */
  guess(part: TextPart & GuessedPart, problems: readonly LocalText[] = []): string | undefined {
    const guessed = this.guesses.find(part)
    const text = guessed && textOf(guessed.value)
    if (text === undefined || guessed === undefined) {
      if (problems.length > 0) this.note({ part, by: 'default', from: '', problems })
      return undefined
    }
    this.note({ part, value: text, by: 'guess', from: guessed.path, problems })
    return text
  }

  /** The mapped entries of a map; `*` stands for all entries of what it finds. */
  map(name: 'labels' | 'fields' | 'links'): readonly (readonly [name: string, text: string])[] {
    const entries: (readonly [string, string])[] = []
    for (const [key, extracts] of this.plan[name]) {
      const { found, by, problems } = this.#extract(extracts)
      const part = `${name}.${key}`
      this.note({ part, by: 'setting', from: by, problems, ...(found && { value: found.text }) })
      if (found === undefined) continue
      if (key === '*') entries.push(...spread(found.value))
      else entries.push([key, found.text])
    }
    return entries
  }

  /** Whether a condition holds; undefined where there is none. */
  condition(name: ConditionName): boolean | undefined {
    const condition: Condition | undefined = this.plan.conditions.get(name)
    if (condition === undefined) return undefined
    const { holds, problem } = condition.ask(this.#scope)
    const problems = problem === undefined ? [] : [failed(condition.written, problem)]
    this.note({
      part: name,
      value: String(holds),
      by: 'setting',
      from: condition.written,
      problems,
    })
    return holds
  }

  note(origin: PartOrigin): void {
    const { value } = origin
    const cut = value && cutToBytes(value.toWellFormed(), GENERIC_LIMITS.tracedLengthMax)
    this.origins.push(value === undefined ? origin : { ...origin, value: cut })
  }

  /** The first of the extracts that finds a text, and what the others before it failed with. */
  #extract(extracts: readonly Extract[]): {
    readonly found: Found | undefined
    readonly by: string
    readonly problems: readonly LocalText[]
  } {
    const problems: LocalText[] = []
    for (const { written, find } of extracts) {
      const { values, problem } = find(this.#scope)
      if (problem !== undefined) problems.push(failed(written, problem))
      const value = values.length === 1 ? values[0] : values
      const text = textOf(value)
      if (text !== undefined) return { found: { text, value }, by: written, problems }
    }
    return { found: undefined, by: extracts.map(({ written }) => written).join(', '), problems }
  }
}

const FOUND_NOTHING: LocalText = {
  en: 'The setting found nothing here.',
  zh: '该设置在此处没有找到任何内容。',
}

function failed(written: string, problem: string): LocalText {
  const short = cutToBytes(written, GENERIC_LIMITS.tracedLengthMax)
  const why = cutToBytes(problem.toWellFormed(), GENERIC_LIMITS.tracedLengthMax)
  return { en: `${short} failed: ${why}.`, zh: `${short} 出错：${why}。` }
}

/** What people read of a value; undefined for nothing. Lists of values are joined, anything else is JSON. */
export function textOf(value: unknown): string | undefined {
  const text =
    Array.isArray(value) && value.every(isPlain) ? value.map(String).join(', ') : plain(value)
  const trimmed = text?.toWellFormed().trim()
  return trimmed === '' ? undefined : trimmed
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function plain(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  return isPlain(value) ? String(value) : JSON.stringify(value)
}

/** The entries of an object, or of the objects in a list, that are one value. */
function spread(value: unknown): readonly (readonly [string, string])[] {
  const objects = Array.isArray(value) ? value.filter(isRecord) : isRecord(value) ? [value] : []
  return objects.flatMap((record) =>
    Object.entries(record).flatMap(([key, entry]) => {
      const text = textOf(entry)
      return text === undefined ? [] : [[key, text] as const]
    }),
  )
}
