// In comes the whole repository as text. Out goes what no linter says about it.
// What must hold: each rule is a function over text, and is shown one text that breaks it.
import { describe, expect, test } from 'vitest'
import { isNode, lineAt, parse, type SyntaxNode, walk } from '../scripts/syntax.ts'
import { ERROR_CODES } from '../src/base/errors.ts'
import { exists, foldersIn, textFiles, textOf } from './repository.ts'

const files = textFiles()
const product = files.filter(
  (path) => /^src\/.*\.ts$/.test(path) && !/\.(test|test-d)\.ts$/.test(path),
)
const tests = files.filter((path) => /\.test\.ts$/.test(path))

/** Every place in `paths` that a rule reports, as `path:line what`. */
function places(paths: string[], rule: (text: string, path: string) => string[]): string[] {
  return paths.flatMap((path) => rule(textOf(path), path).map((place) => `${path}:${place}`))
}

function matching(pattern: RegExp): (text: string) => string[] {
  return (text) =>
    text
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${index + 1} ${line.trim()}`] : []))
}

describe('words and places', () => {
  const later = matching(/\b(?:TO[D]O|FIX[M]E|XX[X])\b/)
  const machine = matching(/(^|[^\w.>-])\/(?:work|farm|home|Users|private|tmp)\/[\w.-]/)
  const registry = matching(/npm(?:js|mirror)\.(?:org|com)|yarnpkg\.com|verdaccio|artifactory/i)

  test('a mark for later is seen, and there is none', () => {
    expect(later(`// TO${'DO'}: later`)).toHaveLength(1)
    expect(later(`// FIX${'ME'} now`)).toHaveLength(1)
    expect(places(files, later)).toEqual([])
  })

  test('a path of one machine is seen, and there is none', () => {
    expect(machine(`open('${['', 'home', 'li', 'tocsin'].join('/')}')`)).toHaveLength(1)
    expect(machine('see docs/home/start.md')).toHaveLength(0)
    expect(
      places(
        files.filter((path) => !path.includes('/fixtures/')),
        machine,
      ),
    ).toEqual([])
  })

  test('the name of a package registry is seen, and there is none', () => {
    expect(registry(`https://registry.npm${'js'}.org/`)).toHaveLength(1)
    const own = 'test/tidy.test.ts'
    expect(
      places(
        files.filter((path) => path !== own && !path.includes('/fixtures/')),
        registry,
      ),
    ).toEqual([])
  })

  test('the lock file names no address, so that any registry serves', () => {
    // But for the folder of the console, which is no package of a registry.
    expect(textOf('package-lock.json')).not.toMatch(/"resolved": (?!"web")|https?:\/\/[^"]*\.tgz/)
  })
})

describe('files', () => {
  test('no file of the product is longer than 400 lines, but for the one table of bounds', () => {
    const long = product
      .filter((path) => path !== 'src/base/limits.ts')
      .filter((path) => textOf(path).split('\n').length > 401)
    expect(long).toEqual([])
  })

  test('every door file opens with a comment that says what comes in, what goes out and what must hold', () => {
    const doors = product.filter((path) =>
      /^src\/(?:.*\/)?([^/]+)\/\1\.ts$|^src\/(flow|app)\.ts$/.test(path),
    )
    expect(doors.filter((path) => !/^(#!.*\n)?\/[/*]/.test(textOf(path)))).toEqual([])
  })
})

describe('adapters', () => {
  test.each(['sources', 'channels'])('every folder of %s has the same furniture', (area) => {
    const missing = foldersIn(`src/${area}`).flatMap((name) =>
      [`${name}.ts`, `${name}.test.ts`, 'README.md']
        .map((file) => `src/${area}/${name}/${file}`)
        .filter((path) => !exists(path)),
    )
    expect(missing).toEqual([])
  })

  test.each(['sources', 'channels'])(
    'all.ts of %s has one line for each folder, and no other',
    (area) => {
      const list = exists(`src/${area}/all.ts`) ? textOf(`src/${area}/all.ts`) : ''
      const named = [...list.matchAll(/from '\.\/([^/']+)\/([^/']+)\.ts'/g)].map(
        (match) => match[1] ?? '',
      )
      expect(named.toSorted()).toEqual(foldersIn(`src/${area}`))
    },
  )
})

describe('tests', () => {
  const narrowed = new Set(['skip', 'only', 'todo', 'skipIf', 'runIf', 'fails'])

  /** Calls of test, it, describe and suite, with their modifiers and their name where it is a literal. */
  function calls(
    text: string,
    path: string,
  ): { line: number; modifiers: string[]; name: string }[] {
    const found: { line: number; modifiers: string[]; name: string }[] = []
    walk(parse(path, text), (node) => {
      if (node.type !== 'CallExpression') return
      const chain = chainOf(node['callee'])
      if (!/^x?(test|it|describe|suite)$/.test(chain[0] ?? '')) return
      const given = Array.isArray(node['arguments']) ? node['arguments'] : []
      found.push({ line: lineAt(text, node.start), modifiers: chain, name: textIn(given[0], text) })
    })
    return found
  }

  function chainOf(node: unknown): string[] {
    if (!isNode(node)) return []
    if (node.type === 'Identifier') return [String(node['name'])]
    if (node.type === 'CallExpression') return chainOf(node['callee'])
    if (node.type === 'TaggedTemplateExpression') return chainOf(node['tag'])
    if (node.type !== 'MemberExpression') return []
    return [...chainOf(node['object']), ...chainOf(node['property'])]
  }

  function textIn(node: unknown, text: string): string {
    return isNode(node) && /Literal$/.test(node.type) ? text.slice(node.start, node.end) : ''
  }

  const unsure = (text: string, path: string): string[] =>
    calls(text, path)
      .filter((call) => /\bshould\b/i.test(call.name))
      .map((call) => `${call.line} ${call.name}`)

  const leftOut = (text: string, path: string): string[] =>
    calls(text, path)
      .filter((call) =>
        call.modifiers.some((word) => narrowed.has(word) || /^x(test|it|describe)$/.test(word)),
      )
      .map((call) => `${call.line} ${call.modifiers.join('.')}`)

  test('a name that wishes instead of stating is seen, and every name states a fact', () => {
    expect(unsure("test('it should work', () => {})", 'a.test.ts')).toHaveLength(1)
    expect(unsure("test.each([1])('should be %s', () => {})", 'a.test.ts')).toHaveLength(1)
    expect(unsure("test('a mention is kept', () => {})", 'a.test.ts')).toHaveLength(0)
    expect(places(tests, unsure)).toEqual([])
  })

  test('a test that is left out or narrowed is seen, and there is none', () => {
    for (const word of narrowed) {
      expect(leftOut(`test.${word}('a', () => {})`, 'a.test.ts')).toHaveLength(1)
      expect(
        leftOut(`describe.concurrent.${word}(true)('a', () => {})`, 'a.test.ts').length,
      ).toBeGreaterThan(0)
    }
    expect(places(tests, leftOut)).toEqual([])
  })
})

describe('the product', () => {
  /** `x as T` is a claim that nothing checks; the reason stands on its line. */
  function unreasoned(text: string, path: string): string[] {
    const lines = text.split('\n')
    const found: string[] = []
    walk(parse(path, text), (node) => {
      if (node.type !== 'TSAsExpression' && node.type !== 'TSTypeAssertion') return
      if (text.slice(node.start, node.end).endsWith('as const')) return
      const last = lines[lineAt(text, node.end) - 1] ?? ''
      if (!last.includes('//')) found.push(`${lineAt(text, node.start)} ${last.trim()}`)
    })
    return found
  }

  test('a type assertion without its reason on the line is seen, and there is none', () => {
    expect(unreasoned('export const a = b as string', 'a.ts')).toHaveLength(1)
    expect(unreasoned('export const a = b as string // checked above', 'a.ts')).toHaveLength(0)
    expect(unreasoned('export const a = [1] as const', 'a.ts')).toHaveLength(0)
    expect(places(product, unreasoned)).toEqual([])
  })

  function chance(text: string, path: string): string[] {
    const found: string[] = []
    walk(parse(path, text), (node) => {
      if (isAmbient(node))
        found.push(`${lineAt(text, node.start)} ${text.slice(node.start, node.end)}`)
    })
    return found
  }

  function isAmbient(node: SyntaxNode): boolean {
    if (node.type !== 'MemberExpression') return false
    const { object, property } = node
    if (!isNode(object) || !isNode(property)) return false
    return [
      ['Math', 'random'],
      ['Temporal', 'Now'],
      ['performance', 'now'],
      ['crypto', 'randomUUID'],
    ].some(([owner, member]) => object['name'] === owner && property['name'] === member)
  }

  test('chance and time taken from the air are seen, and only base takes them', () => {
    expect(chance('export const a = Math.random()', 'a.ts')).toHaveLength(1)
    expect(chance('export const a = Temporal.Now.instant()', 'a.ts')).toHaveLength(1)
    expect(
      places(
        product.filter((path) => !path.startsWith('src/base/')),
        chance,
      ),
    ).toEqual([])
  })

  test('every block of limits is used', () => {
    const blocks = [...textOf('src/base/limits.ts').matchAll(/^export const (\w+)/gm)].map(
      (match) => match[1] ?? '',
    )
    const code = product
      .filter((path) => path !== 'src/base/limits.ts')
      .map(textOf)
      .join('\n')
    expect(blocks.length).toBeGreaterThan(0)
    expect(blocks.filter((block) => !new RegExp(`\\b${block}\\b`).test(code))).toEqual([])
  })

  test('the page of errors and the table of errors name the same codes', () => {
    const page = [...textOf('docs/reference/errors.md').matchAll(/^### (TOCSIN_\w+)$/gm)].map(
      (match) => match[1],
    )
    expect(page).toEqual(Object.keys(ERROR_CODES))
  })
})
