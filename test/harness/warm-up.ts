// Vitest calls `setup` before all tests: the store's thread runs once, so that what its TypeScript became is in Node's compile cache
// (scripts/set-up.mjs names the folder). Threads that find it there load no WebAssembly: see docs/decisions/0001.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/store/store.ts'
import { startForStories } from './own-database.ts'

export async function setup(): Promise<(() => Promise<void>) | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-warm-up-'))
  const store = await openStore(folder)
  await store.close()
  await rm(folder, { recursive: true })
  return await startForStories()
}
