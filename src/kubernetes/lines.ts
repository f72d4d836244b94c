import { ApiFailure } from './api-failure.ts'

/** Splits what comes into lines, without their ends and without empty ones. Rejects with ApiFailure at a longer one. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  lineBytesMax: number,
): AsyncIterable<string> {
  let parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, from)) {
      const line = Buffer.concat([...parts, chunk.subarray(from, at)]).toString('utf8')
      parts = []
      bytes = 0
      from = at + 1
      if (line !== '') yield line
    }
    parts.push(chunk.subarray(from))
    bytes += chunk.length - from
    if (bytes > lineBytesMax)
      throw new ApiFailure(`a line of the watch has over ${lineBytesMax} bytes`)
  }
  // What stands behind the last line end was cut off in the middle: the next watch brings it again.
}

const LINE_END = 0x0a
