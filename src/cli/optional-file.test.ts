import { expect, test } from 'vitest'
import type { ReadFile } from '../config/config.ts'
import { withOptional } from './optional-file.ts'

const BOUNDS = { bytesMax: 1_000 }

test('a configuration that was never there is empty; one that was there and is gone is absent', async () => {
  const files = new Map<string, string>()
  const fake: ReadFile = async (path) => {
    const text = files.get(path)
    return text === undefined ? { kind: 'absent' } : { kind: 'read', bytes: Buffer.from(text) }
  }
  const read = withOptional('tocsin.yaml', fake)
  const text = async (path: string): Promise<string> => {
    const reading = await read(path, BOUNDS)
    return reading.kind === 'read' ? Buffer.from(reading.bytes).toString() : reading.kind
  }
  expect(await text('tocsin.yaml')).toBe('contacts: {}\n')
  expect(await text('secret')).toBe('absent')
  files.set('tocsin.yaml', 'language: zh')
  expect(await text('tocsin.yaml')).toBe('language: zh')
  files.clear()
  expect(await text('tocsin.yaml')).toBe('absent')
})

test('one that may not be read is not taken for one that is not there', async () => {
  const read = withOptional('tocsin.yaml', async () => ({ kind: 'denied' }))
  expect(await read('tocsin.yaml', BOUNDS)).toEqual({ kind: 'denied' })
})
