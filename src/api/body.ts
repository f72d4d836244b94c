import type { IncomingMessage } from 'node:http'
import { afterMs } from '../base/clock.ts'

/** A body that was not taken as a whole: too large, or too slow. What of it had come is kept. */
export class BodyRefused extends Error {
  override readonly name = 'BodyRefused'
  readonly reason: 'too-large' | 'too-slow'
  readonly beginning: Uint8Array
  /** As much as it might have been. */
  readonly bytesMax: number

  constructor(
    reason: 'too-large' | 'too-slow',
    { beginning, bytesMax }: { readonly beginning: Uint8Array; readonly bytesMax: number },
  ) {
    super(`a body was refused: ${reason}`)
    this.reason = reason
    this.beginning = beginning
    this.bytesMax = bytesMax
  }
}

/** Reads a whole body within the limits of size and time; rejects with BodyRefused beyond them. */
export function readBody(
  stream: IncomingMessage,
  { requestMs, bytesMax }: { readonly requestMs: number; readonly bytesMax: number },
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const refuse = (reason: 'too-large' | 'too-slow'): void => {
      finish()
      stream.resume()
      reject(new BodyRefused(reason, { beginning: Buffer.concat(chunks), bytesMax }))
    }
    const cancel = afterMs(requestMs, () => refuse('too-slow'))
    const onData = (chunk: Buffer): void => {
      length += chunk.length
      if (length > bytesMax) refuse('too-large')
      else chunks.push(chunk)
    }
    const onEnd = (): void => {
      finish()
      const [only] = chunks
      resolve(only && chunks.length === 1 ? only : Buffer.concat(chunks))
    }
    const onError = (error: Error): void => {
      finish()
      reject(error)
    }
    const finish = (): void => {
      cancel()
      stream.off('data', onData).off('end', onEnd).off('error', onError)
    }
    stream.on('data', onData).once('end', onEnd).once('error', onError)
  })
}
