// In come all Markdown pages. Out goes every link, command and path in them that leads nowhere.
// What must hold: prose that names a file or a command is true, or the tests say where it is not.

import { readdirSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exists, ROOT, textFiles, textOf } from './repository.ts'

const pages = textFiles().filter((path) => path.endsWith('.md') && !path.includes('/fixtures/'))

const TOP = ['src', 'test', 'docs', 'scripts', 'bench', 'web', 'deploy', 'examples', '.ci']
const commands = exists('src/cli/commands')
  ? readdirSync(join(ROOT, 'src/cli/commands')).map((file) => file.replace(/(\.test)?\.ts$/, ''))
  : undefined

/** A place in a page: its line and what stands there. */
type Mention = { line: number; what: string }

/** The page with its fenced blocks emptied, or with everything else emptied; lines stay where they are. */
function half(text: string, wanted: 'prose' | 'blocks'): string[] {
  let fence: string | undefined
  return text.split('\n').map((line) => {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1]
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined
      return ''
    }
    return (fence === undefined) === (wanted === 'prose') ? line : ''
  })
}

function all(lines: string[], pattern: RegExp): Mention[] {
  return lines.flatMap((line, index) =>
    [...line.matchAll(pattern)].map((match) => ({ line: index + 1, what: match[1] ?? '' })),
  )
}

/** What stands in backticks within prose. */
function inBackticks(text: string): Mention[] {
  return all(half(text, 'prose'), /`([^`]+)`/g)
}

/** Links `[text](target)`, without those that lead out of the repository. */
function links(text: string): Mention[] {
  const prose = half(text, 'prose').map((line) => line.replaceAll(/`[^`]*`/g, ''))
  return all(prose, /\]\(([^)\s]+)[^)]*\)/g).filter(({ what }) => !/^[a-z]+:/.test(what))
}

/** GitHub's name for a heading. */
function anchors(text: string): string[] {
  return half(text, 'prose')
    .flatMap((line) => /^#{1,6} (.*)$/.exec(line)?.[1] ?? [])
    .map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    )
}

function brokenLinks(page: string, text: string): string[] {
  return links(text).flatMap(({ line, what }) => {
    const [path = '', anchor] = what.split('#')
    const target =
      path === '' ? page : posix.normalize(posix.join(posix.dirname(page), path)).replace(/\/$/, '')
    if (target !== page && !exists(target)) return [`${page}:${line} ${what}`]
    if (anchor === undefined || !target.endsWith('.md')) return []
    const there = target === page ? text : textOf(target)
    return anchors(there).includes(anchor) ? [] : [`${page}:${line} ${what}`]
  })
}

function unknownScripts(page: string, text: string): string[] {
  const { scripts } = JSON.parse(textOf('package.json'))
  return all(text.split('\n'), /\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)
    .filter(({ what }) => scripts[what] === undefined)
    .map(({ line, what }) => `${page}:${line} npm run ${what}`)
}

/** `tocsin <command>` in backticks, or as a line of a block that somebody would type. */
function unknownCommands(page: string, text: string, known: string[]): string[] {
  const typed = all(
    half(text, 'blocks'),
    /^\s*(?:\$ )?(?:npx )?(?:npm run (?:-s )?)?tocsin (?:-- )?(?!is\b)([a-z][a-z-]*)/g,
  )
  const named = inBackticks(text).flatMap(({ line, what }) => {
    const command = /^(?:npm run (?:-s )?)?tocsin (?:-- )?([a-z][a-z-]*)\b/.exec(what)?.[1]
    return command === undefined ? [] : [{ line, what: command }]
  })
  return [...typed, ...named]
    .filter(({ what }) => !known.includes(what))
    .map(({ line, what }) => `${page}:${line} tocsin ${what}`)
}

function missingPaths(page: string, text: string): string[] {
  return inBackticks(text)
    .filter(({ what }) => isPath(what))
    .filter(({ what }) => {
      const path = what.replace(/:\d+$/, '').replace(/\/$/, '')
      return ![path, `src/${path}`, posix.join(posix.dirname(page), path)].some(exists)
    })
    .map(({ line, what }) => `${page}:${line} ${what}`)
}

/** A path of this repository: under a folder of the top, a file under a folder of src/, or a page of the top. */
function isPath(what: string): boolean {
  if (/^[A-Z]+\.md$/.test(what)) return true
  if (!/^[\w.-]+(\/[\w.-]+)+(\/|:\d+)?$/.test(what)) return false
  const first = what.split('/')[0] ?? ''
  if (TOP.includes(first)) return true
  return exists(`src/${first}`) && /\.(ts|sql|json|html|md)$/.test(what)
}

describe('every page', () => {
  test('is found', () => {
    expect(pages).toEqual(
      expect.arrayContaining(['STYLE.md', 'CONTRIBUTING.md', 'docs/reference/errors.md']),
    )
  })

  test.each(pages)('%s leads nowhere wrong', (page) => {
    const text = textOf(page)
    expect(brokenLinks(page, text)).toEqual([])
    expect(unknownScripts(page, text)).toEqual([])
    expect(missingPaths(page, text)).toEqual([])
    expect(
      unknownCommands(
        page,
        text,
        commands ?? ['serve', 'demo', 'check', 'send', 'sandbox', 'status', 'explain'],
      ),
    ).toEqual([])
  })
})

describe('a page that is wrong is seen', () => {
  test('by a link to a file that does not exist', () => {
    expect(brokenLinks('docs/a.md', 'see [b](./nowhere.md)')).toEqual(['docs/a.md:1 ./nowhere.md'])
  })

  test('by a link to a heading that does not exist', () => {
    expect(brokenLinks('a.md', '# One thing\n[a](#one-thing) [b](#two)')).toEqual(['a.md:2 #two'])
  })

  test('by a script that package.json does not have', () => {
    expect(unknownScripts('a.md', 'run `npm run nothing`, then npm run check')).toEqual([
      'a.md:1 npm run nothing',
    ])
  })

  test('by a command that the command line does not have', () => {
    const text = '`tocsin fly`\n```\n$ tocsin swim --far\ntocsin is listening\n```\ntocsin rings'
    expect(unknownCommands('a.md', text, ['serve'])).toEqual([
      'a.md:3 tocsin swim',
      'a.md:1 tocsin fly',
    ])
  })

  test('by a path that does not exist', () => {
    const text =
      '`src/base/nothing.ts` `base/limits.ts` `src/<type>/x.ts` `application/json` `NOTHING.md`'
    expect(missingPaths('a.md', text)).toEqual(['a.md:1 src/base/nothing.ts', 'a.md:1 NOTHING.md'])
  })
})

test('the page of dependencies names every package, with no package too many', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(textOf('package.json'))
  const own = { ...dependencies, ...devDependencies, ...optionalDependencies }
  const listed = Object.keys({ ...own, ...JSON.parse(textOf('web/package.json')).devDependencies })
  const named = textOf('docs/decisions/0003-dependencies.md')
    .split('\n')
    .flatMap((line) => /^\| (?!package)([@a-z][^|]*) \| [A-Z]/.exec(line)?.[1]?.split(', ') ?? [])
  expect(named.toSorted()).toEqual(listed.toSorted())
})
