import { crc32 } from 'node:zlib'

// One frame: four bytes by which it is found, the length of what it holds, a checksum over both, and what it holds.
const MARK = Buffer.from('TSP1')
const HEAD_BYTES = 12

/** What was found between two offsets. */
export type Frame = {
  readonly at: number
  /** Where the next one begins. */
  readonly end: number
  readonly payload: Buffer
}

export type Walk = {
  readonly frames: readonly Frame[]
  /** What is no frame, between two that are. */
  readonly damaged: readonly { readonly at: number; readonly end: number }[]
  /** Behind the last whole frame: the rest is a torn one, or nothing. */
  readonly end: number
}

export function frameOf(payload: Uint8Array): Buffer {
  const head = Buffer.alloc(HEAD_BYTES)
  MARK.copy(head)
  head.writeUInt32LE(payload.length, 4)
  head.writeUInt32LE(checksum(payload), 8)
  return Buffer.concat([head, payload])
}

/** The bytes that a payload takes as a frame. */
export function frameBytes(payload: Uint8Array): number {
  return payload.length + HEAD_BYTES
}

/** Finds the frames in `bytes`, also behind what was damaged. Linear in the bytes, but for damage that looks like frames. */
export function walk(bytes: Buffer): Walk {
  const frames: Frame[] = []
  const damaged: { at: number; end: number }[] = []
  let end = 0
  for (let at = 0; at < bytes.length; ) {
    const frame = frameAt(bytes, at)
    if (frame === undefined) {
      at = bytes.indexOf(MARK, at + 1)
      if (at < 0) break
      continue
    }
    if (frame.at > end) damaged.push({ at: end, end: frame.at })
    frames.push(frame)
    at = end = frame.end
  }
  return { frames, damaged, end }
}

function frameAt(bytes: Buffer, at: number): Frame | undefined {
  const begin = at + HEAD_BYTES
  if (begin > bytes.length || bytes.compare(MARK, 0, MARK.length, at, at + MARK.length) !== 0)
    return undefined
  const end = begin + bytes.readUInt32LE(at + 4)
  if (end > bytes.length) return undefined
  const payload = bytes.subarray(begin, end)
  return bytes.readUInt32LE(at + 8) === checksum(payload) ? { at, end, payload } : undefined
}

/** Begun with the length, so that a payload of zeros is not taken for none. */
function checksum(payload: Uint8Array): number {
  return crc32(payload, payload.length)
}
