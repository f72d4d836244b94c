import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { SourceType } from '../../src/contract/source.ts'
import { inLanguage } from '../../src/model/text.ts'
import { CONTEXT, postOf } from './source-contract.ts'

/** Registers that the example in the README of a source, in its `folder`, opens the alert that is named below it. */
export function readmeExample(source: SourceType, folder: URL): void {
  test('the example in the README opens the alert that it names', () => {
    const readme = readFileSync(new URL('README.md', folder), 'utf8')
    const reading = source.read(postOf(/-d '(.*?)'/s.exec(readme)?.[1] ?? ''), CONTEXT)
    const [event] = reading.kind === 'events' ? reading.events : []
    if (event === undefined) expect.fail(JSON.stringify(reading))
    expect(event.kind).toBe('firing')
    expect(readme).toContain(`*${inLanguage(event.title, 'en')}*`)
    const zh = inLanguage(event.title, 'zh')
    if (typeof event.title !== 'string') expect(readme).toContain(`*${zh}*`)
  })
}
