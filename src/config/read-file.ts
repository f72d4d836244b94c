import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** What came of reading a file. */
export type FileReading =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'denied' }
  /** A folder, a pipe or a device. */
  | { readonly kind: 'notAFile' }
  /** Not in the folder to which a configuration that people edit in the console is kept. */
  | { readonly kind: 'outside' }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'failed' }

/** What is said of a file outside. */
export const OUTSIDE =
  'lies outside the folder "configuration" of the data folder. Put it there, and name it without its folder: who edits here may not read all that the hub may.'

/** Reads a file of at most `bytesMax` bytes. It never rejects. */
export type ReadFile = (path: string, options: { bytesMax: number }) => Promise<FileReading>

/** Reads from the machine's disk. A pipe is not waited for, and no more than the bound is read. */
export const readFromDisk: ReadFile = async (path, { bytesMax }) => {
  let file: Awaited<ReturnType<typeof open>> | undefined
  try {
    // O_NONBLOCK: opening a pipe that nobody writes to must not hang.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const stats = await file.stat()
    if (!stats.isFile()) return { kind: 'notAFile' }
    const buffer = Buffer.allocUnsafe(bytesMax + 1)
    let length = 0
    while (length <= bytesMax) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, null)
      if (bytesRead === 0)
        return { kind: 'read', bytes: Uint8Array.from(buffer.subarray(0, length)) }
      length += bytesRead
    }
    return { kind: 'tooLarge' }
  } catch (error) {
    return { kind: kindOf(error) }
  } finally {
    await file?.close()
  }
}

function kindOf(error: unknown): 'absent' | 'denied' | 'notAFile' | 'failed' {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'absent'
  if (code === 'EACCES' || code === 'EPERM') return 'denied'
  return code === 'EISDIR' || code === 'ENXIO' ? 'notAFile' : 'failed'
}
