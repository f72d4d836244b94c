// In comes a tree of TypeScript files. Out goes every import that a rule of import-rules.ts forbids.
// What must hold: every form of import is seen, those of types too; an import that cannot be read is an error.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { IMPORT_RULES, TESTS } from './import-rules.ts'
import { isNode, lineAt, parse, type SyntaxNode, walk } from './syntax.ts'

/**
 * One import. `target` is a path from the root, `npm:<package>` or `node:<module>`. `import { type A }`
 * is not `typeOnly`: it still loads the module.
 */
export type Import = { from: string; target: string; line: number; typeOnly: boolean }

/** One forbidden import. */
export type Violation = { rule: string; why: string; at: string; target: string }

const AREAS = ['src', 'test', 'bench', 'scripts', 'web/src']
const LEFT_OUT = /(^|\/)(fixtures|node_modules)\/|^test\/planted\//

/** All violations in the tree at `root`, in the order of the files. */
export function checkImports(root: string): Violation[] {
  const files = globSync(
    AREAS.map((area) => `${area}/**/*.{ts,tsx}`),
    { cwd: root },
  )
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !LEFT_OUT.test(path))
    .toSorted()
  const imports = files.flatMap((path) => importsOf(path, readFileSync(join(root, path), 'utf8')))
  return [
    ...imports.flatMap(forbidden),
    ...circles(imports),
    ...impure(imports),
    ...undeclared(imports, root),
    ...consoleValues(imports),
  ]
}

/** The imports of one file: static, dynamic, of types, re-exports, and `new URL('./x.ts', import.meta.url)`. */
export function importsOf(path: string, text: string): Import[] {
  const found: Import[] = []
  walk(parse(path, text), (node) => {
    const request = requestOf(node)
    if (request === undefined) return
    // A test may load a module that it has written itself, for example a page's example.
    if (request.specifier === undefined && path.endsWith('.test.ts')) return
    if (request.specifier === undefined) {
      throw new Error(
        `${path}:${lineAt(text, node.start)} imports a computed name; write it as a literal.`,
      )
    }
    const target = targetOf(path, request.specifier)
    found.push({ from: path, target, line: lineAt(text, node.start), typeOnly: request.typeOnly })
  })
  return found
}

type Request = { specifier: string | undefined; typeOnly: boolean }

function requestOf(node: SyntaxNode): Request | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: literal(node['source']), typeOnly: node['importKind'] === 'type' }
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      if (!isNode(node['source'])) return undefined
      return { specifier: literal(node['source']), typeOnly: node['exportKind'] === 'type' }
    case 'ImportExpression':
      return { specifier: literal(node['source']), typeOnly: false }
    case 'TSImportType':
      return { specifier: literal(node['source']), typeOnly: true }
    case 'TSExternalModuleReference':
      return { specifier: literal(node['expression']), typeOnly: false }
    case 'NewExpression':
      return urlOfOwnCode(node)
    default:
      return undefined
  }
}

/** A worker's code: `new URL('./worker.ts', import.meta.url)`. Other URLs are no import. */
function urlOfOwnCode(node: SyntaxNode): Request | undefined {
  const { callee, arguments: given } = node
  if (!isNode(callee) || callee['name'] !== 'URL' || !Array.isArray(given)) return undefined
  const specifier = literal(given[0])
  if (specifier === undefined || !/^\.{1,2}\/.*\.tsx?$/.test(specifier)) return undefined
  return { specifier, typeOnly: false }
}

function literal(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value']
  if (node.type === 'TSLiteralType') return literal(node['literal'])
  return undefined
}

function targetOf(from: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    return normalize(join(dirname(from), specifier)).replaceAll('\\', '/')
  }
  if (isBuiltin(specifier)) return `node:${specifier.replace(/^node:/, '')}`
  const parts = specifier.split('/')
  return `npm:${parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')}`
}

function forbidden(one: Import): Violation[] {
  return IMPORT_RULES.filter((rule) => {
    const match = rule.from.exec(one.from)
    if (match === null || rule.except?.test(one.from) || !rule.to.test(one.target)) return false
    if (rule.allowed === undefined) return true
    // Where the group took no part, `$1` must match nothing: no path has a line break.
    const own = (match[1] ?? '\n').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return !new RegExp(rule.allowed.replaceAll('$1', () => own)).test(one.target)
  }).map((rule) => violation(rule, one))
}

function violation(rule: { name: string; why: string }, one: Import): Violation {
  return { rule: rule.name, why: rule.why, at: `${one.from}:${one.line}`, target: one.target }
}

const NO_CIRCLE = {
  name: 'no-circle',
  why: 'Imports go one way. Only types of one folder may refer to each other. Move the shared piece down.',
}

/** One violation for each import that closes a circle. */
function circles(imports: Import[]): Violation[] {
  const binding = imports.filter(
    (one) => !one.typeOnly || dirname(one.from) !== dirname(one.target),
  )
  const edges = Map.groupBy(binding, (one) => one.from)
  const done = new Set<string>()
  const open = new Set<string>()
  const found: Violation[] = []
  const enter = (path: string): void => {
    open.add(path)
    for (const one of edges.get(path) ?? []) {
      if (open.has(one.target)) found.push(violation(NO_CIRCLE, one))
      else if (!done.has(one.target)) enter(one.target)
    }
    open.delete(path)
    done.add(path)
  }
  for (const path of edges.keys()) {
    if (!done.has(path)) enter(path)
  }
  return found
}

const PURE = {
  name: 'decide-is-pure',
  why: 'decide.ts and the files of its folder that it uses have no store, no clock and no network.',
}

/** What decide.ts needs, and what that needs, within one stage: all of it is bound. */
function impure(imports: Import[]): Violation[] {
  const edges = Map.groupBy(imports, (one) => one.from)
  const reached = new Set(
    [...edges.keys()].filter((path) => /^src\/stages\/[^/]+\/decide\.ts$/.test(path)),
  )
  const found: Violation[] = []
  for (const path of reached) {
    for (const one of edges.get(path) ?? []) {
      if (one.target.startsWith(`${dirname(path)}/`)) reached.add(one.target)
      else if (
        !/^src\/(model|languages)\/|^src\/base\/(assert|limits)\.ts$|^npm:/.test(one.target)
      ) {
        found.push(violation(PURE, one))
      }
    }
  }
  return found
}

const DECLARED = {
  name: 'product-uses-dependencies',
  why: 'What ships imports only what package.json lists under dependencies.',
}

function undeclared(imports: Import[], root: string): Violation[] {
  const declared = new Set(['tocsin', ...dependenciesOf(join(root, 'package.json'))])
  return imports
    .filter((one) => one.from.startsWith('src/') && !TESTS.test(one.from))
    .filter(
      (one) => one.target.startsWith('npm:') && !declared.has(one.target.slice('npm:'.length)),
    )
    .map((one) => violation(DECLARED, one))
}

function dependenciesOf(file: string): string[] {
  if (!existsSync(file)) return []
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const listed = (name: string): string[] => {
    if (typeof parsed !== 'object' || parsed === null) return []
    const value: unknown = Object.entries(parsed).find(([key]) => key === name)?.[1]
    return typeof value === 'object' && value !== null ? Object.keys(value) : []
  }
  return [...listed('dependencies'), ...listed('optionalDependencies')]
}

const WEB_TYPES = {
  name: 'web-takes-types-only',
  why: 'The console is built on its own: it takes types from src, never code.',
}

function consoleValues(imports: Import[]): Violation[] {
  return imports
    .filter((one) => one.from.startsWith('web/') && one.target.startsWith('src/') && !one.typeOnly)
    .map((one) => violation(WEB_TYPES, one))
}

/** The rules that are not in import-rules.ts because they need more than one import at a time. */
export const OTHER_RULES = [NO_CIRCLE.name, PURE.name, DECLARED.name, WEB_TYPES.name]

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const violations = checkImports(join(root, relative(root, process.argv[2] ?? root)))
  for (const { rule, why, at, target } of violations) {
    console.log(`${at} imports ${target}\n  ${rule}: ${why}`)
  }
  process.exitCode = violations.length === 0 ? 0 : 1
}
