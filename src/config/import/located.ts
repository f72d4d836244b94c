import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml'
import { CONFIG_LIMITS } from '../../base/limits.ts'
import { ImportError } from './fields.ts'

type Foreign = {
  readonly document: Document
  readonly lines: LineCounter
  /** Of a file inside another: the lines above it. */
  readonly linesBefore: number
}

/** A value of a foreign file, and where it stands: reading never fails, what is of another kind is absent. */
export class Located {
  /** From 1. */
  readonly line: number
  /** For people: `route.routes[2].receiver`. */
  readonly place: string
  readonly #node: Node | undefined
  readonly #foreign: Foreign

  constructor(node: unknown, at: { line: number; place: string }, foreign: Foreign) {
    this.line = at.line
    this.place = at.place
    this.#foreign = foreign
    this.#node = resolved(node, foreign.document)
  }

  /** A scalar as it stands in the file, whatever YAML takes it for. */
  get text(): string | undefined {
    const node = this.#node
    if (!isScalar(node) || node.value === null) return undefined
    return typeof node.value === 'string' ? node.value : (node.source ?? JSON.stringify(node.value))
  }

  /** Whether it is a switch that is on; undefined where it is no switch. */
  get flag(): boolean | undefined {
    const text = this.text?.toLowerCase() ?? ''
    if (['true', 'yes', 'on', 'y'].includes(text)) return true
    return ['false', 'no', 'off', 'n'].includes(text) ? false : undefined
  }

  get isMap(): boolean {
    return isMap(this.#node)
  }

  /** The entries of a list. */
  get items(): readonly Located[] {
    if (!isSeq(this.#node)) return []
    return this.#node.items.map(
      (item, index) =>
        new Located(
          item,
          { line: this.#lineOf(item), place: `${this.place}[${index}]` },
          this.#foreign,
        ),
    )
  }

  /** The pairs of a map by their keys. */
  get entries(): ReadonlyMap<string, Located> {
    const found = new Map<string, Located>()
    if (!isMap(this.#node)) return found
    for (const { key, value } of this.#node.items) {
      const name = isScalar(key) ? String(key.value) : ''
      const place = this.place === '' ? name : `${this.place}.${name}`
      found.set(name, new Located(value, { line: this.#lineOf(key), place }, this.#foreign))
    }
    return found
  }

  /** What stands under a key; absent where nothing does. */
  get(name: string): Located | undefined {
    const found = this.entries.get(name)
    return found === undefined || found.isNothing ? undefined : found
  }

  get isNothing(): boolean {
    return this.#node === undefined || (isScalar(this.#node) && this.#node.value === null)
  }

  /** What the text of this scalar is as YAML, with the lines of the whole file. Throws ImportError for what is no YAML. */
  nested(): Located {
    const node = this.#node
    const isBlock = isScalar(node) && (node.type ?? '').startsWith('BLOCK')
    const first =
      isNode(node) && node.range
        ? this.#foreign.lines.linePos(node.range[0]).line + this.#foreign.linesBefore
        : this.line
    return locate(this.text ?? '', { place: this.place, linesBefore: first - (isBlock ? 0 : 1) })
  }

  #lineOf(node: unknown): number {
    const range = isNode(node) ? node.range : undefined
    return range
      ? this.#foreign.lines.linePos(range[0]).line + this.#foreign.linesBefore
      : this.line
  }
}

function isNode(node: unknown): node is Node {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node)
}

function resolved(node: unknown, document: Document): Node | undefined {
  if (isAlias(node)) return node.resolve(document)
  return isNode(node) ? node : undefined
}

/** The whole of a foreign file. Throws ImportError for what is no YAML. */
export function locate(
  text: string,
  { place, linesBefore }: { place: string; linesBefore: number } = { place: '', linesBefore: 0 },
): Located {
  if (Buffer.byteLength(text) > CONFIG_LIMITS.fileBytesMax)
    throw new ImportError(`the file is larger than ${CONFIG_LIMITS.fileBytesMax} bytes`)
  const lines = new LineCounter()
  const document = parseDocument(text, {
    prettyErrors: false,
    logLevel: 'error',
    lineCounter: lines,
  })
  const [fault] = document.errors
  if (fault !== undefined)
    throw new ImportError(
      `line ${lines.linePos(fault.pos[0]).line + linesBefore}: ${fault.message}`,
    )
  return new Located(
    document.contents,
    { line: 1 + linesBefore, place },
    { document, lines, linesBefore },
  )
}
