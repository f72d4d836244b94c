import { constants } from 'node:fs'
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { isAbsent } from './segments.ts'

/** Up to where the requests were taken in: in which segment, and how far in it. */
export type Position = { readonly segment: number; readonly at: number }

const NAME = 'position'
/** A count, a segment, an offset and a checksum, four bytes each. Two of them, written in turn: one is always whole. */
const SLOT_BYTES = 16
const START: Position = { segment: 0, at: 0 }

/** The newer of the two that are whole; the very beginning where there is none. */
export function positionIn(bytes: Buffer): Position & { readonly count: number } {
  let newest = { ...START, count: 0 }
  for (let at = 0; at + SLOT_BYTES <= bytes.length; at += SLOT_BYTES) {
    const slot = bytes.subarray(at, at + SLOT_BYTES)
    const [count, segment, offset] = [0, 4, 8].map((part) => slot.readUInt32LE(part))
    if (count === undefined || segment === undefined || offset === undefined) continue
    const isWhole = slot.readUInt32LE(12) === crc32(slot.subarray(0, 12))
    if (isWhole && count > newest.count) newest = { count, segment, at: offset }
  }
  return newest
}

export function slotOf(count: number, { segment, at }: Position): Buffer {
  const slot = Buffer.alloc(SLOT_BYTES)
  for (const [index, value] of [count, segment, at].entries()) slot.writeUInt32LE(value, index * 4)
  slot.writeUInt32LE(crc32(slot.subarray(0, 12)), 12)
  return slot
}

export async function readPosition(folder: string): Promise<Position & { readonly count: number }> {
  try {
    return positionIn(await readFile(join(folder, NAME)))
  } catch (error) {
    if (isAbsent(error)) return { ...START, count: 0 }
    throw error
  }
}

/** Keeps the position, on disk when this resolves. */
export class PositionFile {
  readonly #folder: string
  #count: number
  #file: FileHandle | undefined

  constructor(folder: string, count: number) {
    this.#folder = folder
    this.#count = count
  }

  async put(position: Position): Promise<void> {
    this.#count += 1
    this.#file ??= await open(
      join(this.#folder, NAME),
      constants.O_CREAT | constants.O_WRONLY,
      0o600,
    )
    const slot = slotOf(this.#count, position)
    await this.#file.write(slot, 0, slot.length, (this.#count % 2) * SLOT_BYTES)
    await this.#file.datasync()
  }

  async close(): Promise<void> {
    await this.#file?.close()
  }
}
