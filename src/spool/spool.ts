// In: requests that the database cannot take now. Out: the same, oldest first, until they were taken in.
// Must hold: what was put is on disk and comes back, through a kill in the middle of a write too; it never grows beyond its
// bound, and no source takes it all.
import { createHash } from 'node:crypto'
import { SPOOL_LIMITS } from '../base/limits.ts'
import type { Log } from '../base/log.ts'
import type { Spool, SpoolExtent, SpooledRequest, WaitingRequest } from '../contract/spool.ts'
import { frameBytes, frameOf, walk } from './frame.ts'
import { PositionFile, readPosition } from './position.ts'
import { payloadOf, waitingIn } from './record.ts'
import {
  asideIn,
  putAside,
  readSegment,
  readWholeSegment,
  removeSegment,
  segmentsIn,
} from './segments.ts'
import { mayPut } from './share.ts'
import { SpoolWriter } from './writer.ts'

export type SpoolOptions = {
  /** It is made with the first request. */
  readonly folder: string
  /** What it may hold, in bytes; 0 where it only gives back what is in it. */
  readonly bytesMax: number
  readonly log: Log
}

/** A segment, and up to where it is known to be on disk. */
type Segment = { readonly number: number; end: number }

/** One request in a segment. */
type Found = {
  readonly segment: number
  readonly end: number
  readonly bytes: number
  readonly payload: Buffer
  readonly waiting: WaitingRequest
}

/** Opens the spool of a folder that no other process uses, with what a hub before left there. Rejects where it cannot be read. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const spool = new FileSpool(options)
  await spool.load()
  return spool
}

class FileSpool implements Spool {
  readonly #folder: string
  readonly #bytesMax: number
  readonly #log: Log
  readonly #held = new Map<string, { requests: number; bytes: number }>()
  /** Oldest first. */
  #segments: Segment[] = []
  #position = { segment: 0, at: 0 }
  #positions: PositionFile
  readonly #writer: SpoolWriter
  #given: readonly Found[] = []
  #requests = 0
  #oldestAt: number | undefined
  #bytes = 0
  #aside = { files: 0, bytes: 0 }
  readonly #knownDamage = new Set<string>()

  constructor({ folder, bytesMax, log }: SpoolOptions) {
    this.#folder = folder
    this.#bytesMax = bytesMax
    this.#log = log
    this.#positions = new PositionFile(folder, 0)
    const { segmentBytesMax, segmentsMin } = SPOOL_LIMITS
    this.#writer = new SpoolWriter({
      folder,
      segmentBytesMax: Math.min(segmentBytesMax, Math.ceil(bytesMax / segmentsMin)),
      written: (segment, end) => this.#written(segment, end),
    })
  }

  async load(): Promise<void> {
    const { count, ...position } = await readPosition(this.#folder)
    this.#positions = new PositionFile(this.#folder, count)
    this.#aside = await asideIn(this.#folder)
    this.#position = position
    const numbers = await segmentsIn(this.#folder)
    for (const number of numbers) {
      if (number < position.segment) await removeSegment(this.#folder, number)
      else await this.#loadSegment(number)
    }
    // Never written on where a torn end may stand.
    this.#writer.startAt(Math.max(position.segment, numbers.at(-1) ?? 0) + 1)
  }

  async #loadSegment(number: number): Promise<void> {
    const bytes = await readWholeSegment(this.#folder, number)
    const { frames, damaged, end } = walk(bytes)
    for (const part of damaged) {
      const { at, end: behind } = part
      await this.#keepDamaged({ segment: number, at, end: behind }, bytes.subarray(at, behind))
    }
    if (bytes.length > end) {
      const facts = { segment: number, bytes: bytes.length - end }
      this.#log.warn(facts, 'a request was not wholly written to the spool, and was not answered')
    }
    this.#segments.push({ number, end })
    const from = number === this.#position.segment ? this.#position.at : 0
    for (const frame of frames) {
      if (frame.at < from) continue
      const { source, receivedAt } = readableIn(frame.payload)
      this.#oldestAt ??= receivedAt
      this.#count(source, frame.end - frame.at)
    }
  }

  /** What can no longer be read is kept, once. */
  async #keepDamaged(
    { segment, at, end }: { readonly segment: number; readonly at: number; readonly end: number },
    bytes: Buffer,
  ): Promise<void> {
    const name = `${segment}-${at}.damaged`
    const isPast = segment === this.#position.segment && end <= this.#position.at
    if (isPast || this.#knownDamage.has(name)) return
    this.#knownDamage.add(name)
    await putAside(this.#folder, name, bytes)
    this.#aside = await asideIn(this.#folder)
    this.#log.error({ segment, at, end, name }, 'a part of the spool is damaged, and lies aside')
  }

  async put(request: SpooledRequest, keys: readonly string[]): Promise<boolean> {
    const payload = payloadOf(request, keys)
    const more = frameBytes(payload)
    const { source } = request
    const isRoom = mayPut(this.#share(source), more) && this.#writer.takes(more)
    if (!isRoom) return false
    // Counted before it is written: whoever comes meanwhile comes behind it, and finds less room.
    this.#count(source, more)
    this.#oldestAt ??= request.receivedAt
    try {
      await this.#writer.write(frameOf(payload))
      return true
    } catch (error) {
      this.#count(source, -more)
      throw error
    }
  }

  #share(source: string): { bytesMax: number; bytes: number; ownBytes: number } {
    const ownBytes = this.#held.get(source)?.bytes ?? 0
    return { bytesMax: this.#bytesMax, bytes: this.#bytes + this.#aside.bytes, ownBytes }
  }

  /** `bytes` more of a source, or less where they are below nothing. */
  #count(source: string, bytes: number): void {
    const { requests, bytes: before } = this.#held.get(source) ?? { requests: 0, bytes: 0 }
    const now = { requests: requests + Math.sign(bytes), bytes: before + bytes }
    if (now.requests > 0) this.#held.set(source, now)
    else this.#held.delete(source)
    this.#requests += Math.sign(bytes)
    this.#bytes += bytes
  }

  #written(number: number, end: number): void {
    const last = this.#segments.at(-1)
    if (last?.number === number) last.end = end
    else this.#segments.push({ number, end })
  }

  waiting(source: string): number {
    return this.#held.get(source)?.requests ?? 0
  }

  hasRoom(sources: readonly string[]): boolean {
    return sources.some((source) => mayPut(this.#share(source), SPOOL_LIMITS.roomBytesMin))
  }

  async next(): Promise<readonly WaitingRequest[]> {
    for (;;) {
      const [segment] = this.#segments
      if (segment === undefined) return []
      const from = segment.number === this.#position.segment ? this.#position.at : 0
      this.#given = await this.#framesOf(segment, from)
      if (this.#given.length > 0) return this.#given.map(({ waiting }) => waiting)
      // What is being written comes to the last one.
      if (this.#segments.length === 1) return []
      await this.#leave(segment)
    }
  }

  async #framesOf({ number, end }: Segment, from: number): Promise<readonly Found[]> {
    if (from >= end) return []
    const some = Math.min(end, from + SPOOL_LIMITS.readBytesMax)
    const read = async (until: number) => {
      const bytes = await readSegment(this.#folder, number, { at: from, end: until })
      return { bytes, ...walk(bytes) }
    }
    let { bytes, frames, damaged } = await read(some)
    // One that is larger than what is usually read, or none at all.
    if (frames.length === 0 && some < end) ({ bytes, frames, damaged } = await read(end))
    const lost = frames.length === 0 ? [{ at: 0, end: bytes.length }] : damaged
    for (const part of lost) {
      const place = { segment: number, at: from + part.at, end: from + part.end }
      await this.#keepDamaged(place, bytes.subarray(part.at, part.end))
    }
    return frames.slice(0, SPOOL_LIMITS.batchMax).map((frame) => ({
      segment: number,
      end: from + frame.end,
      bytes: frame.end - frame.at,
      payload: frame.payload,
      waiting: readableIn(frame.payload),
    }))
  }

  async #leave(segment: Segment): Promise<void> {
    this.#segments = this.#segments.filter((one) => one !== segment)
    this.#position = { segment: segment.number + 1, at: 0 }
    await this.#positions.put(this.#position)
    await removeSegment(this.#folder, segment.number)
  }

  async passed(count: number): Promise<void> {
    const last = this.#given[count - 1]
    if (last === undefined) return
    const gone = this.#given.slice(0, count)
    this.#given = this.#given.slice(count)
    this.#position = { segment: last.segment, at: last.end }
    await this.#positions.put(this.#position)
    for (const { waiting, bytes } of gone) this.#count(waiting.source, -bytes)
    this.#oldestAt = this.#given[0]?.waiting.receivedAt ?? this.#oldestAt
    if (this.#requests > 0) return
    this.#oldestAt = undefined
    await this.#leaveAll()
  }

  /** An empty spool leaves no file in which a sender's words stand. */
  async #leaveAll(): Promise<void> {
    await this.#writer.endSegment()
    for (const segment of [...this.#segments]) {
      const isRead = segment.number === this.#position.segment && this.#position.at >= segment.end
      if (!isRead) return
      await this.#leave(segment)
    }
  }

  async setAside(request: WaitingRequest, reason: string): Promise<void> {
    const found = this.#given.find(({ waiting }) => waiting === request)
    const payload = found?.payload ?? Buffer.alloc(0)
    const digest = createHash('sha256').update(payload).digest('hex').slice(0, NAME_LENGTH)
    const name = `${digest}.request`
    const { source } = request
    const note = Buffer.from(`${JSON.stringify({ source, reason })}\n`)
    await putAside(this.#folder, name, Buffer.concat([note, payload]))
    this.#aside = await asideIn(this.#folder)
    const text = 'a request of the spool could not be taken in, and lies aside'
    this.#log.error({ source, reason, name }, text)
  }

  extent(): SpoolExtent {
    return {
      requests: this.#requests,
      bytes: this.#bytes,
      bytesMax: this.#bytesMax,
      asideFiles: this.#aside.files,
      ...(this.#requests > 0 ? { oldestAt: this.#oldestAt } : {}),
    }
  }

  async close(): Promise<void> {
    await this.#writer.endSegment()
    await this.#positions.close()
  }
}

const NAME_LENGTH = 16

/** What another version wrote can be opened by none: whoever tries hears why. */
function readableIn(payload: Buffer): WaitingRequest {
  try {
    return waitingIn(payload)
  } catch (error) {
    return {
      source: '',
      receivedAt: 0,
      inTurn: true,
      open() {
        throw error
      },
    }
  }
}
