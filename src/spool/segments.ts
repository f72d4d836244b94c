import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

// The files of a spool: numbered segments, to which is only appended, and beside them what was set aside.

/** Only the hub's own user may read what senders sent. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700
const ENDING = '.spool'
const ASIDE = 'aside'

/** A segment that is being written. */
export type OpenSegment = {
  readonly number: number
  /** Resolves when the bytes are on disk. A segment that has rejected is written no more. */
  append(bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}

function segmentPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(10, '0')}${ENDING}`)
}

/** The numbers of the segments, oldest first; none where there is no such folder. */
export async function segmentsIn(folder: string): Promise<readonly number[]> {
  const names = await namesIn(folder)
  return names
    .filter((name) => /^\d{10}\.spool$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((one, other) => one - other)
}

export async function beginSegment(folder: string, number: number): Promise<OpenSegment> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
  const file = await open(segmentPath(folder, number), 'ax', FILE_MODE)
  await syncFolder(folder)
  return {
    number,
    async append(bytes) {
      await writeAll(file, bytes)
      await file.datasync()
    },
    close: () => file.close(),
  }
}

/** The bytes of a segment from `at` up to `end`. */
export async function readSegment(
  folder: string,
  number: number,
  { at, end }: { readonly at: number; readonly end: number },
): Promise<Buffer> {
  const file = await open(segmentPath(folder, number), constants.O_RDONLY)
  try {
    const bytes = Buffer.alloc(end - at)
    for (let filled = 0; filled < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, at + filled)
      if (bytesRead === 0) return bytes.subarray(0, filled)
      filled += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}

export function readWholeSegment(folder: string, number: number): Promise<Buffer> {
  return readFile(segmentPath(folder, number))
}

export async function removeSegment(folder: string, number: number): Promise<void> {
  await rm(segmentPath(folder, number), { force: true })
}

/** How many files lie aside, and their bytes. */
export async function asideIn(
  folder: string,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const beside = join(folder, ASIDE)
  const names = await namesIn(beside)
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(beside, name))).size))
  return { files: names.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

/** Keeps bytes aside under a name of their own; kept already, they are once. */
export async function putAside(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const beside = join(folder, ASIDE)
  await mkdir(beside, { recursive: true, mode: FOLDER_MODE })
  const file = await open(join(beside, name), 'w', FILE_MODE)
  try {
    await writeAll(file, bytes)
    await file.datasync()
  } finally {
    await file.close()
  }
  await syncFolder(beside)
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

export function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written)
    written += bytesWritten
  }
}

/** A new name is on disk when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const file = await open(folder, constants.O_RDONLY)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
