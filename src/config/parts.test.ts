import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { editDistance, nearestName } from '../base/similar.ts'
import { durationHint, formatDuration, parseDuration } from './duration.ts'
import { cellsOf, excerptAt } from './excerpt.ts'
import { format } from './format.ts'
import { readFromDisk } from './read-file.ts'
import { substitute } from './substitute.ts'
import { didYouMean } from './suggest.ts'

describe('a duration', () => {
  test.each([
    ['10s', 10_000],
    ['5m', 300_000],
    ['4h', 14_400_000],
    ['1d', 86_400_000],
    ['1h30m', 5_400_000],
    ['500ms', 500],
    ['1d2h3m4s5ms', 93_784_005],
    ['0s', 0],
    ['366d', 31_622_400_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  test.each(['', '10', '1.5h', '1m1h', '10 s', '-1s', '367d', '1H', '99999999999s', 's', '1w'])(
    '"%s" is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined()
    },
  )

  test('is written in the shortest form that is read back as the same', () => {
    expect(formatDuration(5_400_000)).toBe('1h30m')
    expect(formatDuration(0)).toBe('0s')
    const any = fc.integer({ min: 0, max: 366 * 86_400_000 })
    fc.assert(fc.property(any, (ms) => parseDuration(formatDuration(ms)) === ms))
  })

  test('without a unit is answered with the units', () => {
    expect(durationHint('30')).toContain('30s for seconds, 30m for minutes')
  })
})

describe('a suggestion', () => {
  const keys = ['channels', 'contacts', 'contactGroups', 'sources', 'policies', 'fallback', 'to']
  test.each([
    ['chanels', 'channels'],
    ['contact_groups', 'contactGroups'],
    ['Sources', 'sources'],
    ['polcies', 'policies'],
    ['fall', 'fallback'],
    ['TO', 'to'],
  ])('for %s is %s', (written, meant) => {
    expect(nearestName(written, keys)).toBe(meant)
  })

  test.each(['x', 'receivers', 'of', ''])('for "%s" is not made', (written) => {
    expect(didYouMean(written, keys)).toBe('')
  })

  test('counts a swap of two letters as one mistake', () => {
    expect(editDistance('sceret', 'secret')).toBe(1)
    expect(editDistance('', 'abc')).toBe(3)
    expect(editDistance('kitten', 'sitting')).toBe(3)
  })
})

describe('references to the environment', () => {
  const environment = { A: 'one', EMPTY: '', NESTED: '${A}' }
  test.each([
    ['plain', 'plain'],
    ['${A}', 'one'],
    ['a ${A} b ${A}', 'a one b one'],
    ['${NONE:-two}', 'two'],
    ['${EMPTY:-two}', 'two'],
    ['${EMPTY}', ''],
    ['${NONE:-}', ''],
    ['$${A}', '${A}'],
    ['$A $ {A} }', '$A $ {A} }'],
    ['${NESTED}', '${A}'],
  ])('%s becomes %s', (written, text) => {
    expect(substitute(written, environment)).toMatchObject({ kind: 'text', text })
  })

  test.each([
    ['${NONE}', 'missing'],
    ['${}', 'malformed'],
    ['${A B}', 'malformed'],
    ['${A', 'malformed'],
    ['${A:-${B}}', 'malformed'],
    ['${toString}', 'missing'],
  ])('%s is %s', (written, kind) => {
    const result = substitute(written, environment)
    expect(result.kind === 'wrong' ? result.faults[0]?.kind : 'text').toBe(kind)
  })
})

describe('a line that is shown', () => {
  test('has its caret under the place, wide characters counted as two cells', () => {
    const text = 'name: "运维群" x'
    const excerpt = excerptAt({ text, places: [{ from: 6, to: 11 }] }, 12)
    expect(excerpt).toEqual({ text: 'name: "运维群" ***', caretAt: cellsOf('name: "运维群" ') })
  })

  test('is cut around the caret where it is long', () => {
    const text = `a: [${'1, '.repeat(200)}]`
    const { text: shown, caretAt } = excerptAt({ text, places: [] }, 301)
    expect(shown.length).toBeLessThanOrEqual(122)
    expect(shown.startsWith('…') && shown.endsWith('…')).toBe(true)
    expect(shown[caretAt]).toBe(text[301])
  })

  test('is coloured only when asked for', () => {
    const problem = {
      code: 'TOCSIN_CONFIG_UNKNOWN_KEY',
      file: 'tocsin.yaml',
      line: 14,
      column: 3,
      message: '"chanels" is not a key here. Did you mean "channels"?',
      excerpt: { text: '  chanels: ***', caretAt: 2 },
    } as const
    const plain = format(problem, { colour: false })
    expect(plain).toBe(
      [
        'tocsin.yaml:14:3  TOCSIN_CONFIG_UNKNOWN_KEY  "chanels" is not a key here. Did you mean "channels"?',
        '  14 |   chanels: ***',
        '         ^',
      ].join('\n'),
    )
    const coloured = format(problem, { colour: true })
    expect(coloured).toContain('\u001b[31mTOCSIN_CONFIG_UNKNOWN_KEY')
    const codes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')
    expect(coloured.replaceAll(codes, '')).toBe(plain)
  })
})

describe('reading from the disk', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tocsin-config-'))
    await mkdir(join(folder, 'folder'))
    await writeFile(join(folder, 'five'), 'five!')
  })
  afterAll(() => rm(folder, { recursive: true }))

  test.each([
    ['five', 5, 'read'],
    ['five', 4, 'tooLarge'],
    ['none', 5, 'absent'],
    ['folder', 5, 'notAFile'],
    ['five/below', 5, 'absent'],
  ])('%s of at most %i bytes is %s', async (name, bytesMax, kind) => {
    const reading = await readFromDisk(join(folder, name), { bytesMax })
    expect(reading.kind).toBe(kind)
    if (reading.kind === 'read') expect(new TextDecoder().decode(reading.bytes)).toBe('five!')
  })
})
