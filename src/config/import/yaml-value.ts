import { type Document, isAlias, isMap, isScalar, isSeq } from 'yaml'

/** YAML as texts, lists and maps: scalars as they stand in the file, since Go reads them by need. */
export type YamlValue = null | string | readonly YamlValue[] | YamlMap
export type YamlMap = ReadonlyMap<string, YamlValue>

/** What `document` holds. Aliases are followed; the parser has bounded their number. */
export function yamlValue(document: Document, node: unknown): YamlValue {
  if (isAlias(node)) return yamlValue(document, node.resolve(document))
  if (isScalar(node)) return scalarText(node)
  if (isSeq(node)) return node.items.map((item) => yamlValue(document, item))
  if (isMap(node))
    return new Map(
      node.items.map((pair) => [keyText(document, pair.key), yamlValue(document, pair.value)]),
    )
  return null
}

function scalarText({ value, source }: { value: unknown; source?: string }): string | null {
  if (value === null) return null
  return typeof value === 'string' ? value : (source ?? JSON.stringify(value))
}

function keyText(document: Document, node: unknown): string {
  const key = yamlValue(document, node)
  return typeof key === 'string' ? key : ''
}
