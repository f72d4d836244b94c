import type { Located } from './located.ts'

/**
 * What a line of a foreign file became, where it did not become the same: `dropped` has no equivalent, `changed` has one that
 * differs, and what `stays` goes on doing its work where it is.
 */
export type ImportNote = {
  /** Of the foreign file, from 1. */
  readonly line: number
  readonly place: string
  readonly kind: 'dropped' | 'changed' | 'stays'
  /** What it means, and what to do. */
  readonly text: string
}

/** A secret that the configuration takes from the environment. */
export type ImportSecret = {
  readonly variable: string
  /** Where its value stands in the foreign file. */
  readonly line: number
  readonly place: string
  /** What it has to hold, where that is not the value as it stands. */
  readonly as?: string
  /** It stands where no secret does: the configuration cannot be read without it. */
  readonly isText?: true
}

/** A configuration that was translated. */
export type Imported = {
  /** What it was: `alertmanager` or `argocd`. */
  readonly from: 'alertmanager' | 'argocd'
  readonly yaml: string
  /** In the order of the foreign file. */
  readonly notes: readonly ImportNote[]
  readonly secrets: readonly ImportSecret[]
}

/** What an import has to say, in the order of the foreign file. */
export class ImportNotes {
  readonly #notes: ImportNote[] = []
  readonly #secrets: ImportSecret[] = []

  get notes(): readonly ImportNote[] {
    return this.#notes.toSorted((one, other) => one.line - other.line)
  }

  get secrets(): readonly ImportSecret[] {
    return this.#secrets
  }

  dropped({ line, place }: Located, text: string): void {
    this.#notes.push({ line, place, kind: 'dropped', text })
  }

  changed({ line, place }: Located, text: string): void {
    this.#notes.push({ line, place, kind: 'changed', text })
  }

  stays({ line, place }: Located, text: string): void {
    this.#notes.push({ line, place, kind: 'stays', text })
  }

  /** A reference to the environment that stands for a secret; one secret has one name, and no two share one. */
  secret(
    { line, place }: Pick<Located, 'line' | 'place'>,
    name: string,
    more: Pick<ImportSecret, 'as' | 'isText'> = {},
  ): string {
    const known = this.#secrets.find((secret) => secret.place === place && secret.as === more.as)
    if (known !== undefined) return `\${${known.variable}}`
    const base = name
      .toUpperCase()
      .replaceAll(/[^A-Z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '')
    const start = /^[0-9]/.test(base) || base === '' ? `SECRET_${base}` : base
    const taken = new Set(this.#secrets.map(({ variable }) => variable))
    let variable = start
    for (let count = 2; taken.has(variable); count++) variable = `${start}_${count}`
    this.#secrets.push({ variable, line, place, ...more })
    return `\${${variable}}`
  }

  /** Every key of a map that is not among `known`. */
  droppedExcept(map: Located | undefined, known: ReadonlySet<string>, text: string): void {
    for (const [name, value] of map?.entries ?? [])
      if (!known.has(name) && !value.isNothing) this.dropped(value, text)
  }
}

/** Names as a configuration takes them, each once. */
export class ImportNames {
  readonly #given = new Map<string, string>()
  readonly #taken = new Set<string>()

  /** The name of ours for a foreign one. */
  of(foreign: string): string {
    const known = this.#given.get(foreign)
    if (known !== undefined) return known
    const clean = foreign
      .replaceAll(/[^\p{L}\p{N}\p{M}._-]+/gu, '-')
      .replace(/^[^\p{L}\p{N}]+/u, '')
      .slice(0, NAME_LENGTH_MAX)
    const start = clean === '' ? 'receiver' : clean
    let name = start
    for (let count = 2; this.#taken.has(name); count++) name = `${start}-${count}`
    this.#taken.add(name)
    this.#given.set(foreign, name)
    return name
  }
}

/** Room is left for a number behind it. */
const NAME_LENGTH_MAX = 56
