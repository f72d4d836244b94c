import type { Scalar } from 'yaml'
import type { Place } from './problem.ts'
import type { Reader, ReadText } from './reader.ts'

/** Where an offset of a scalar's text stands in the file. */
export function placeInside(
  node: Scalar,
  { value, at }: ReadText,
  { reader, offset }: { reader: Reader; offset: number },
): Place {
  const source = reader.textAt(at)
  const before = value.slice(0, offset)
  const line = before.split('\n').length - 1
  const column = offset - (before.lastIndexOf('\n') + 1)
  if (node.type === 'BLOCK_LITERAL') {
    const lines = source.split('\n')
    // The first line of the source is the mark of the block.
    const start = lines.slice(0, line + 1).reduce((sum, one) => sum + one.length + 1, 0)
    const content = lines[line + 1] ?? ''
    const indent = content.length - (value.split('\n')[line] ?? '').length
    const isWhole = indent >= 0 && start < source.length
    return isWhole ? pointAt(at.from + start + Math.max(0, indent) + column) : at
  }
  const opening = node.type === 'PLAIN' ? 0 : 1
  const isVerbatim = source.slice(opening, opening + value.length) === value
  return isVerbatim ? pointAt(at.from + opening + offset) : at
}

function pointAt(from: number): Place {
  return { from, to: from + 1 }
}
