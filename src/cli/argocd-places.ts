import { type Document, isMap, isScalar, LineCounter, parseAllDocuments, type Scalar } from 'yaml'

/** A place in a file: lines and columns count from 1. */
export type Place = { readonly line: number; readonly column: number }

/** Where the keys of a manifest's `data` stand in the file, and what their values say. */
export class Places {
  readonly #written: string
  readonly #lines = new LineCounter()
  readonly #keys = new Map<string, { readonly key: Scalar; readonly value: Scalar }>()

  constructor(written: string, { kind, name }: { readonly kind: string; readonly name: string }) {
    this.#written = written
    const documents = parseAllDocuments(written, { lineCounter: this.#lines, logLevel: 'silent' })
    const list: readonly Document.Parsed[] = 'empty' in documents ? [] : documents
    const found = list.find(
      (one) => one.get('kind') === kind && one.getIn(['metadata', 'name']) === name,
    )
    const data = found?.get('data')
    for (const { key, value } of isMap(data) ? data.items : [])
      if (isScalar(key) && isScalar(value)) this.#keys.set(String(key.value), { key, value })
  }

  /**
   * Where a key stands, or a place in its value. A value that the file has on other lines than it has itself, since it is
   * folded or escaped, is one place. Undefined for a key that is not there.
   */
  find(key: string, within?: Place): Place | undefined {
    const found = this.#keys.get(key)
    if (found === undefined) return undefined
    return this.#at((within && this.#offsetIn(found.value, within)) ?? found.key.range?.[0] ?? 0)
  }

  #offsetIn(value: Scalar, { line, column }: Place): number | undefined {
    const [from = 0, to = 0] = value.range ?? []
    if (value.type === 'BLOCK_LITERAL') return this.#offsetInBlock(from, { line, column })
    const quote = value.type === 'PLAIN' ? 0 : 1
    const isAsWritten = this.#written.slice(from + quote, to - quote) === value.value
    return isAsWritten && line === 1 ? from + quote + column - 1 : from
  }

  /** Behind the line with the bar each line is one of the value, moved in by as much as the first one that is not empty. */
  #offsetInBlock(from: number, { line, column }: Place): number {
    const lines = this.#written.slice(from).split('\n')
    const indent =
      /^ */.exec(lines.slice(1).find((one) => one.trim() !== '') ?? '')?.[0].length ?? 0
    const before = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0)
    return from + before + indent + column - 1
  }

  #at(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset)
    return { line, column: col }
  }
}
