import { Document, isMap, isScalar, isSeq, visit } from 'yaml'

/** What an import writes: texts are written in quotes, so that references to the environment are taken. */
export type Written =
  | string
  | number
  | boolean
  | readonly Written[]
  | { readonly [key: string]: Written | undefined }

/** A text that stands for itself: `${` in it would be taken for a reference. */
export function plain(text: string): string {
  return text.replaceAll('${', () => '$${')
}

/** The text of a configuration, below a comment. */
export function writeConfiguration(sections: Written, comment: readonly string[]): string {
  const document = new Document(sections, { keepUndefined: false })
  visit(document, (key, node) => {
    if (key === 'key') return
    if (isScalar(node) && typeof node.value === 'string') node.type = 'QUOTE_DOUBLE'
    // Lists of texts, and small maps of them, stand in one line.
    if ((isSeq(node) || isMap(node)) && isShort(node)) node.flow = true
  })
  const head = comment.map((line) => (line === '' ? '#' : `# ${line}`)).join('\n')
  return `${head}\n${document.toString({ lineWidth: 0, flowCollectionPadding: true })}`
}

function isShort(node: unknown): boolean {
  if (isSeq(node))
    return node.items.every((item) => isScalar(item) || (isMap(item) && isShort(item)))
  if (!isMap(node)) return false
  const values = node.items.map(({ value }) => value)
  return (
    values.length <= 4 &&
    values.every((value) => isScalar(value) && String(value.value).length <= 40)
  )
}
