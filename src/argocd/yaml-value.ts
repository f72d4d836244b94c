// In: YAML as a ConfigMap holds it. Out: its value as Go's YAML 1.1 reader takes it, integers and floats kept apart.
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Scalar } from 'yaml'
import { ARGOCD_ENGINE_LIMITS } from '../base/limits.ts'

/** An integer is a bigint, a float a number. */
export type YamlValue = null | boolean | string | bigint | number | readonly YamlValue[] | YamlMap
export type YamlMap = ReadonlyMap<string, YamlValue>

/** What is no YAML; `message` is what upstream's reader says, as far as it has a word for it. */
export class YamlError extends Error {
  override readonly name = 'YamlError'
}

/** What becomes of a text before it counts: the place where `$secret` is filled in. */
type Fill = (text: string) => string

/** The first document of a text. Throws YamlError. */
export function readYaml(text: string, fill: Fill = (same) => same): YamlValue {
  if (Buffer.byteLength(text) > ARGOCD_ENGINE_LIMITS.valueBytesMax)
    throw new YamlError(
      `yaml: the value is larger than ${ARGOCD_ENGINE_LIMITS.valueBytesMax} bytes`,
    )
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  })
  const document = 'empty' in documents ? undefined : documents[0]
  if (document === undefined) return null
  const [fault] = document.errors
  if (fault !== undefined)
    throw new YamlError(sentence(fault, lines.linePos(fault.pos[0]).line, text))
  const reading: Reading = {
    fill,
    left: ARGOCD_ENGINE_LIMITS.nodesMax,
    resolve: (node) => (isAlias(node) ? node.resolve(document) : node),
  }
  return readNode(document.contents, reading)
}

type Reading = { readonly fill: Fill; left: number; readonly resolve: (node: unknown) => unknown }

function readNode(given: unknown, reading: Reading): YamlValue {
  reading.left--
  // As upstream's reader has it, whose bound is another.
  if (reading.left < 0) throw new YamlError('yaml: document contains excessive aliasing')
  const node = reading.resolve(given)
  if (isScalar(node)) return scalarOf(node, reading.fill)
  if (isSeq(node)) return node.items.map((item) => readNode(item, reading))
  if (isMap(node)) return mapOf(node.items, reading)
  return null
}

function mapOf(
  pairs: readonly { readonly key: unknown; readonly value: unknown }[],
  reading: Reading,
): YamlMap {
  const own = new Map<string, YamlValue>()
  const merged: YamlMap[] = []
  for (const { key, value } of pairs) {
    const read = readNode(value, reading)
    if (isMergeKey(key)) merged.push(...mapsIn(read))
    else own.set(keyOf(readNode(key, reading)), read)
  }
  return new Map([...merged.toReversed().flatMap((map) => [...map]), ...own])
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<'
}

function mapsIn(value: YamlValue): readonly YamlMap[] {
  if (value instanceof Map) return [value]
  return Array.isArray(value) ? value.flatMap((inner) => (inner instanceof Map ? [inner] : [])) : []
}

function keyOf(key: YamlValue): string {
  const text = scalarText(key)
  if (text === undefined) throw new YamlError('Unsupported map key')
  return text
}

/** A scalar where Go wants a string; undefined for null, a list and a map. */
export function scalarText(value: YamlValue): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  return typeof value === 'number' ? floatText(value) : undefined
}

/** As strconv's format `g` in its shortest form writes it. */
function floatText(value: number): string {
  const [digits = '', power = ''] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 6) return String(value)
  const size = Math.abs(exponent).toString().padStart(2, '0')
  return `${digits}e${exponent < 0 ? '-' : '+'}${size}`
}

function scalarOf(scalar: Scalar, fill: Fill): YamlValue {
  const text = typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? '')
  const isPlain = scalar.type === undefined || scalar.type === 'PLAIN'
  if (!isPlain || scalar.tag === 'tag:yaml.org,2002:str') return fill(text)
  const resolved = plainValue(text)
  return typeof resolved === 'string' ? fill(resolved) : resolved
}

const WORDS: ReadonlyMap<string, null | boolean> = new Map<string, null | boolean>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'yes', 'on', 'true'].flatMap((word) => cases(word).map((one) => [one, true] as const)),
  ...['n', 'no', 'off', 'false'].flatMap((word) => cases(word).map((one) => [one, false] as const)),
])

function cases(word: string): readonly string[] {
  const upper = word.toUpperCase()
  return [word, upper, `${upper.slice(0, 1)}${word.slice(1)}`]
}

const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)$/
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/

function plainValue(text: string): YamlValue {
  const word = WORDS.get(text)
  if (word !== undefined) return word
  if (!/^[-+.0-9]/.test(text)) return text
  const bare = text.replaceAll('_', '')
  if (INTEGER.test(bare)) {
    const integer = integerOf(bare)
    if (integer >= -(2n ** 63n) && integer < 2n ** 64n) return integer
    return Number(bare)
  }
  const float = FLOAT.test(bare) ? Number(bare) : Number.NaN
  return Number.isFinite(float) ? float : text
}

function integerOf(text: string): bigint {
  const [, sign, digits = ''] = /^([-+]?)(.*)$/.exec(text) ?? []
  const octal = /^0[oO]?([0-7]+)$/.exec(digits)
  const size = BigInt(octal ? `0o${octal[1]}` : digits.toLowerCase())
  return sign === '-' ? -size : size
}

/** The words that Go's reader has for what is wrong; the line is said from the second one on. */
function sentence(
  { code, message }: { readonly code: string; readonly message: string },
  line: number,
  text: string,
): string {
  const where = line > 1 ? `line ${line}: ` : ''
  const wanted = GO_WORDS.find(([of, found]) => of === code && found.test(message))?.[2]
  const tab = /^\t/m.test(text) && code !== 'BLOCK_AS_IMPLICIT_KEY'
  const words = tab ? 'found character that cannot start any token' : (wanted ?? lower(message))
  return `yaml: ${where}${words}`
}

function lower(message: string): string {
  return `${message.slice(0, 1).toLowerCase()}${message.slice(1)}`
}

const GO_WORDS: readonly (readonly [code: string, found: RegExp, words: string])[] = [
  ['BLOCK_AS_IMPLICIT_KEY', /./, 'mapping values are not allowed in this context'],
  ['MULTILINE_IMPLICIT_KEY', /./, "could not find expected ':'"],
  ['MISSING_CHAR', /Missing closing ['"]/, 'found unexpected end of stream'],
  ['MISSING_CHAR', /implicit/i, "could not find expected ':'"],
  ['MISSING_CHAR', /\]|\}|,/, "did not find expected ',' or ']'"],
  ['BAD_SCALAR_START', /./, 'found character that cannot start any token'],
  ['BAD_INDENT', /./, "did not find expected '-' indicator"],
  ['UNEXPECTED_TOKEN', /./, 'did not find expected node content'],
]
