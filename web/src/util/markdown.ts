// The little of Markdown that the guides of sources are written in, as blocks. What is not known stays text.

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly entries: readonly string[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] }

export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = []
  const lines = text.split('\n')
  while (lines.length > 0) {
    const line = lines[0] ?? ''
    if (line.trim() === '') lines.shift()
    else blocks.push(blockOf(lines, line))
  }
  return blocks
}

function blockOf(lines: string[], first: string): Block {
  const heading = /^(#{1,4}) (.*)$/.exec(first)
  if (heading) {
    lines.shift()
    return { kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' }
  }
  if (first.startsWith('```')) {
    lines.shift()
    const code = take(lines, (line) => !line.startsWith('```'))
    lines.shift()
    return { kind: 'code', text: code.join('\n') }
  }
  if (first.startsWith('|')) {
    const rows = take(lines, (line) => line.startsWith('|'))
    const cells = rows.map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
    return {
      kind: 'table',
      rows: cells.filter((row) => !row.every((cell) => /^:?-+:?$/.test(cell))),
    }
  }
  if (ENTRY.test(first)) {
    const entries = take(lines, (line) => line.trim() !== '')
    return { kind: 'list', isOrdered: /^\d/.test(first), entries: joined(entries) }
  }
  const paragraph = take(lines, (line) => line.trim() !== '' && !/^(#|```|\|)/.test(line))
  return { kind: 'paragraph', text: paragraph.map((line) => line.trim()).join(' ') }
}

const ENTRY = /^(\d+\.|[-*]) /

/** Lines from the front for as long as they are of the block; at least the first. */
function take(lines: string[], isOf: (line: string) => boolean): readonly string[] {
  const end = lines.findIndex((line, index) => index > 0 && !isOf(line))
  const isFirst = isOf(lines[0] ?? '')
  return lines.splice(0, isFirst ? (end < 0 ? lines.length : end) : 0)
}

/** Entries of a list; a line that begins no entry goes on with the one before. */
function joined(lines: readonly string[]): readonly string[] {
  const entries: string[] = []
  for (const line of lines) {
    if (ENTRY.test(line)) entries.push(line.replace(ENTRY, ''))
    else entries.push(`${entries.pop() ?? ''} ${line.trim()}`.trim())
  }
  return entries
}

export type Piece = {
  readonly kind: 'text' | 'code' | 'strong' | 'emphasis'
  readonly text: string
}

/** A line's pieces. A link is its words: where it leads stands in another place than here. */
export function piecesOf(line: string): readonly Piece[] {
  const text = line.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
  return text
    .split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/)
    .filter((part) => part !== '')
    .map((part): Piece => {
      if (part.startsWith('`') && part.endsWith('`'))
        return { kind: 'code', text: part.slice(1, -1) }
      if (/^\*\*.+\*\*$/.test(part)) return { kind: 'strong', text: part.slice(2, -2) }
      if (/^\*.+\*$/.test(part)) return { kind: 'emphasis', text: part.slice(1, -1) }
      return { kind: 'text', text: part }
    })
}
