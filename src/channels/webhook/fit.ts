import { WEBHOOK_LIMITS } from '../../base/limits.ts'
import type { MessageBlock } from '../../model/message.ts'
import { cutToJsonBytes, jsonBytes } from './plain.ts'

/** Blocks that fit. */
export type FittedBlocks = {
  readonly blocks: readonly MessageBlock[]
  /** Something was shortened or left out. */
  readonly cut: boolean
  /** Lines (of text, fields, alerts) that were left out. */
  readonly omitted: number
}

/**
 * Brings blocks into `bytesMax` bytes of JSON by leaving out whole lines. Every block may be as
 * large as there is room for, and small ones stay whole: a huge stack trace does not push out the
 * fields beside it. Of a block that is too large the first lines stay. A line too long to be kept
 * beside others is shortened first.
 */
export function fitBlocks(blocks: readonly MessageBlock[], bytesMax: number): FittedBlocks {
  if (blocks.length <= WEBHOOK_LIMITS.blocksMax && bytesAtMost(blocks) <= bytesMax)
    return { blocks, cut: false, omitted: 0 }
  const near = blocks.slice(0, WEBHOOK_LIMITS.blocksMax).map(measure)
  const beyond = blocks.slice(WEBHOOK_LIMITS.blocksMax).map(measure)
  const omittedBeyond = sum(beyond.map(({ lineBytes }) => lineBytes.length))
  if (sum(near.map(({ bytes }) => bytes)) <= bytesMax) {
    const kept = near.map(({ block }) => block)
    return { blocks: kept, cut: omittedBeyond > 0, omitted: omittedBeyond }
  }
  const shortened = near.map(({ block }) => measure(withShortLines(block)))
  const cap = largestCap(shortened, bytesMax)
  const kept: MessageBlock[] = []
  let omitted = omittedBeyond
  for (const measured of shortened) {
    const count = countWithin(measured, cap)
    omitted += measured.lineBytes.length - count
    if (count > 0) kept.push(firstLines(measured.block, count))
  }
  return { blocks: kept, cut: true, omitted }
}

/** By the lengths alone, every character taken for the longest escape: nearly all messages are far below. */
function bytesAtMost(blocks: readonly MessageBlock[]): number {
  let units = 0
  let parts = blocks.length
  for (const block of blocks) {
    switch (block.kind) {
      case 'text':
        units += block.text.length
        break
      case 'fields':
        parts += block.fields.length
        for (const { label, value } of block.fields) units += label.length + value.length
        break
      case 'lines':
        parts += block.lines.length
        for (const { text } of block.lines) units += text.length
        break
    }
  }
  return units * ESCAPE_BYTES + parts * FRAME_BYTES
}

/** `\u001f`, and what stands around a block, a field or a line. */
const ESCAPE_BYTES = 6
const FRAME_BYTES = 100

type Measured = {
  readonly block: MessageBlock
  /** Of the block without lines, and of each of its lines with its separator. */
  readonly frameBytes: number
  readonly lineBytes: readonly number[]
  readonly bytes: number
}

function measure(block: MessageBlock): Measured {
  const frameBytes = objectBytes(firstLines(block, 0))
  const lineBytes = lineBytesOf(block)
  return { block, frameBytes, lineBytes, bytes: frameBytes + sum(lineBytes) }
}

function lineBytesOf(block: MessageBlock): readonly number[] {
  switch (block.kind) {
    case 'text':
      return block.text.split('\n').map((line) => jsonBytes(`${line}\n`))
    case 'fields':
      return block.fields.map(objectBytes)
    case 'lines':
      return block.lines.map(objectBytes)
  }
}

/** In a list, with its comma. */
function objectBytes(part: object): number {
  return Buffer.byteLength(JSON.stringify(part), 'utf8') + 1
}

function firstLines(block: MessageBlock, count: number): MessageBlock {
  switch (block.kind) {
    case 'text':
      return { kind: 'text', text: block.text.split('\n').slice(0, count).join('\n') }
    case 'fields':
      return { kind: 'fields', fields: block.fields.slice(0, count) }
    case 'lines':
      return { kind: 'lines', lines: block.lines.slice(0, count) }
  }
}

function withShortLines(block: MessageBlock): MessageBlock {
  const short = (text: string) => cutToJsonBytes(text, WEBHOOK_LIMITS.lineBytesMax)
  switch (block.kind) {
    case 'text':
      return { kind: 'text', text: block.text.split('\n').map(short).join('\n') }
    case 'fields': {
      const fields = block.fields.map(({ label, value }) => ({
        label: cutToJsonBytes(label, WEBHOOK_LIMITS.linkTextBytesMax),
        value: short(value),
      }))
      return { kind: 'fields', fields }
    }
    case 'lines':
      return {
        kind: 'lines',
        lines: block.lines.map((line) => ({ ...line, text: short(line.text) })),
      }
  }
}

/** By halving: the largest number of bytes for each block with which all of them fit. */
function largestCap(measured: readonly Measured[], bytesMax: number): number {
  let low = 0
  let high = bytesMax
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (sum(measured.map(({ bytes }) => Math.min(bytes, middle))) <= bytesMax) low = middle
    else high = middle - 1
  }
  return low
}

function countWithin({ frameBytes, lineBytes }: Measured, cap: number): number {
  let bytes = frameBytes
  for (const [index, more] of lineBytes.entries()) {
    bytes += more
    if (bytes > cap) return index
  }
  return lineBytes.length
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
