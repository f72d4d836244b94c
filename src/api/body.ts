import type { IncomingMessage } from 'node:http'
import { afterMs } from '../base/clock.ts'
import { INGEST_LIMITS } from '../base/limits.ts'

/** A body that was not taken as a whole: too large, or too slow. What of it had come is kept. */
export class BodyRefused extends Error {
  override readonly name = 'BodyRefused'
  readonly reason: 'too-large' | 'too-slow'
  readonly beginning: Uint8Array

  constructor(reason: 'too-large' | 'too-slow', beginning: Uint8Array) {
    super(`a body was refused: ${reason}`)
    this.reason = reason
    this.beginning = beginning
  }
}

/** Reads a whole body within the limits of size and time; rejects with BodyRefused beyond them. */
export function readBody(stream: IncomingMessage, requestMs: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const refuse = (reason: 'too-large' | 'too-slow'): void => {
      finish()
      stream.resume()
      reject(new BodyRefused(reason, Buffer.concat(chunks)))
    }
    const cancel = afterMs(requestMs, () => refuse('too-slow'))
    const onData = (chunk: Buffer): void => {
      length += chunk.length
      if (length > INGEST_LIMITS.bodyBytesMax) refuse('too-large')
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
