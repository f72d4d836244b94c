import { SPOOL_LIMITS } from '../base/limits.ts'
import { beginSegment, type OpenSegment } from './segments.ts'

type Waiting = {
  readonly bytes: Buffer
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

export type WriterOptions = {
  readonly folder: string
  /** A segment that is as large is followed by the next. */
  readonly segmentBytesMax: number
  /** Called when so much of a segment is on disk. */
  readonly written: (segment: number, end: number) => void
}

/** Appends to segments. What comes while one write is under way shares the next, and its sync. */
export class SpoolWriter {
  readonly #options: WriterOptions
  #queue: Waiting[] = []
  #queueBytes = 0
  #writing: Promise<void> | undefined
  #segment: { readonly file: OpenSegment; end: number } | undefined
  #nextNumber = 1

  constructor(options: WriterOptions) {
    this.#options = options
  }

  startAt(number: number): void {
    this.#nextNumber = number
  }

  /** Whether so many bytes more may wait to be written. */
  takes(bytes: number): boolean {
    const { waitingMax, waitingBytesMax } = SPOOL_LIMITS
    if (this.#queue.length === 0) return true
    return this.#queue.length < waitingMax && this.#queueBytes + bytes <= waitingBytesMax
  }

  /** Resolves when it is on disk; rejects where the disk refuses. */
  write(bytes: Buffer): Promise<void> {
    return new Promise((done, failed) => {
      this.#queue.push({ bytes, done, failed })
      this.#queueBytes += bytes.length
      this.#writing ??= this.#writeAll()
    })
  }

  /** The next write begins a new segment. */
  async endSegment(): Promise<void> {
    while (this.#writing) await this.#writing
    await this.#end()
  }

  async #writeAll(): Promise<void> {
    while (this.#queue.length > 0) {
      const together = this.#queue
      this.#queue = []
      this.#queueBytes = 0
      try {
        await this.#append(Buffer.concat(together.map(({ bytes }) => bytes)))
        for (const { done } of together) done()
      } catch (error) {
        for (const { failed } of together) failed(error)
      }
    }
    this.#writing = undefined
  }

  async #append(bytes: Buffer): Promise<void> {
    const { folder, segmentBytesMax, written } = this.#options
    if (this.#segment && this.#segment.end >= segmentBytesMax) await this.#end()
    this.#segment ??= { file: await beginSegment(folder, this.#nextNumber++), end: 0 }
    const segment = this.#segment
    try {
      await segment.file.append(bytes)
    } catch (error) {
      // What of it is on disk nobody knows: what comes next goes to another file.
      await this.#end().catch(() => undefined)
      throw error
    }
    segment.end += bytes.length
    written(segment.file.number, segment.end)
  }

  async #end(): Promise<void> {
    const segment = this.#segment
    this.#segment = undefined
    await segment?.file.close()
  }
}
