import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ManualClock } from '../../base/clock.ts'
import { parseJson } from '../values/json.ts'
import { TemplateError } from './errors.ts'
import { type CompileOptions, compile } from './gotemplate.ts'

function render(text: string, data: unknown = null, options: CompileOptions = {}): string {
  return compile(text, { name: 'test', ...options }).render(data)
}

function failure(text: string, data: unknown = null, options: CompileOptions = {}): string {
  try {
    return `rendered ${JSON.stringify(render(text, data, options))}`
  } catch (error) {
    if (error instanceof TemplateError) return `${error.phase}: ${error.message}`
    throw error
  }
}

test('the example of the README gives what it says', async () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
  const [, wanted] = /\/\/ text is: (.*)/.exec(code) ?? []
  const door = pathToFileURL(join(import.meta.dirname, 'gotemplate.ts')).href
  const folder = mkdtempSync(join(tmpdir(), 'gotemplate-'))
  try {
    const file = join(folder, 'example.mjs')
    writeFileSync(file, `${code.replace('tocsin/gotemplate', door)}\nexport { text }\n`)
    const example: { text: string } = await import(pathToFileURL(file).href)
    expect(example.text).toBe(wanted)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('one compiled template renders many data, and renderings share nothing', () => {
  const template = compile('{{$n := .n}}{{range .list}}{{$n = add $n .}}{{end}}{{$n}}')
  expect(template.render({ n: 1, list: [2, 3] })).toBe('6')
  expect(template.render({ n: 10, list: [] })).toBe('10')
  expect(template.names).toEqual(['template'])
})

test.each([
  '{{ .constructor }}',
  '{{ .__proto__ }}',
  '{{ .toString }}',
  '{{ (index .list 0).constructor }}',
  '{{ .hasOwnProperty }}',
  '{{ get . "__proto__" | default "<no value>" }}',
])('%s reaches nothing of JavaScript', (text) => {
  expect(render(text, { list: [{ a: 1 }] })).toBe('<no value>')
})

test.each(['{{ .list.length }}', '{{ .list.map }}', '{{ .text.length }}'])(
  '%s is refused',
  (text) => {
    expect(failure(text, { list: [1], text: 'abc' })).toContain("can't evaluate field")
  },
)

test('keys with special names are ordinary keys', () => {
  const data = parseJson('{"__proto__": {"a": 1}, "constructor": "c"}')
  expect(render('{{ .__proto__.a }} {{ .constructor }} {{ . | toJson }}', data)).toBe(
    '1 c {"__proto__":{"a":1},"constructor":"c"}',
  )
  expect(render('{{ set (dict) "__proto__" (dict "x" 1) | toJson }}')).toBe('{"__proto__":{"x":1}}')
  expect(render('{{ $_ := set . "__proto__" "p" }}{{ .a }}{{ .__proto__ }}', { a: 'b' })).toBe('bp')
})

test('a template that changes its data works on a copy', () => {
  const data = { a: { b: 1 }, list: [1] }
  expect(render('{{ $_ := set .a "b" 2 }}{{ $_ := unset . "list" }}{{ . | toJson }}', data)).toBe(
    '{"a":{"b":2}}',
  )
  expect(data).toEqual({ a: { b: 1 }, list: [1] })
})

test('a failed rendering tells what it had written', () => {
  expect.assertions(2)
  try {
    render('before {{ .a.b }}', { a: 1 })
  } catch (error) {
    expect(error).toBeInstanceOf(TemplateError)
    expect(error instanceof TemplateError && error.partial).toBe('before ')
  }
})

test.each([
  ['output', '{{ range until 1000 }}0123456789{{ end }}', { limits: { outputMax: 1000 } }],
  ['steps', '{{ range 1000000000 }}{{ end }}', {}],
  ['a list', '{{ until 1000000000 }}', {}],
  ['a text', '{{ repeat 1000000000 "x" }}', {}],
  ['a doubled text', '{{ $x := "x" }}{{ range 60 }}{{ $x = print $x $x }}{{ end }}', {}],
  ['a doubled list', '{{ $x := list 1 }}{{ range 60 }}{{ $x = list $x $x }}{{ end }}{{ $x }}', {}],
  [
    'an encoded list',
    '{{ $x := list 1 }}{{ range 60 }}{{ $x = list $x $x }}{{ end }}{{ toJson $x }}',
    {},
  ],
  [
    'a copied list',
    '{{ $x := list 1 }}{{ range 60 }}{{ $x = list $x $x }}{{ end }}{{ deepCopy $x }}',
    {},
  ],
  ['a map in itself', '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d }}', {}],
  [
    'work on a long text',
    '{{ $s := repeat 4000000 "a" }}{{ range until 100000 }}{{ $_ := len $s }}{{ end }}',
    {},
  ],
  [
    'making long texts',
    '{{ $x := list 1 }}{{ range 17 }}{{ $x = list $x $x }}{{ end }}{{ range 100000 }}{{ $_ := toString $x }}{{ end }}',
    {},
  ],
  [
    'searching a long list',
    '{{ $l := until 1000000 }}{{ range 100000 }}{{ $_ := has -1 $l }}{{ end }}',
    {},
  ],
  [
    'comparing shared lists',
    '{{ $x := list 1 }}{{ range 17 }}{{ $x = list $x $x }}{{ end }}{{ range 100000 }}{{ $_ := deepEqual $x $x }}{{ end }}',
    {},
  ],
  [
    'copying shared lists',
    '{{ $x := list 1 }}{{ range 17 }}{{ $x = list $x $x }}{{ end }}{{ range 100000 }}{{ $_ := deepCopy $x }}{{ end }}',
    {},
  ],
  ['slow calls', '{{ range 100 }}{{ $_ := bcrypt "x" }}{{ end }}', {}],
  ['recursion', '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}', {}],
  [
    'deep recursion',
    '{{ define "a" }}{{ if 1 }}{{ with 1 }}{{ range list 1 }}{{ template "a" . }}{{ end }}{{ end }}{{ end }}{{ end }}{{ template "a" . }}',
    {},
  ],
] satisfies [string, string, CompileOptions][])('%s has a bound', (_, text, options) => {
  expect(failure(text, null, options)).toMatch(
    /^exec: template: test:.*(too long|too many|too large|too deep|nests too deeply|maximum template depth)/,
  )
})

test('a rendering has a bound on time, which is read from the clock handed in', () => {
  const clock = new ManualClock(0)
  const slow = { parameters: [], call: () => clock.advance(1) ?? '' }
  const options = { clock, extraFunctions: new Map([['slow', slow]]) }
  expect(failure('{{ range 100000 }}{{ slow }}{{ end }}', null, options)).toContain(
    'takes too long',
  )
})

test('nesting of the text has a bound', () => {
  expect(failure('{{if 1}}'.repeat(10_000))).toMatch(/^parse: .*max nesting depth exceeded/)
  expect(failure(`{{${'('.repeat(10_000)}`)).toMatch(/^parse: .*max expression depth exceeded/)
})

test('time, zone, randomness and environment are handed in', () => {
  const options: CompileOptions = {
    clock: new ManualClock(Date.UTC(2024, 2, 5, 14, 30)),
    zone: 'Asia/Shanghai',
    random: (count) => new Uint8Array(count).fill(7),
    environment: { HOME: '/users/x' },
  }
  expect(render('{{ now | date "2006-01-02 15:04 MST" }}', null, options)).toBe(
    '2024-03-05 22:30 CST',
  )
  expect(render('{{ randAlpha 3 }} {{ uuidv4 }}', null, options)).toBe(
    'HHH 07070707-0707-4707-8707-070707070707',
  )
  const text = ['a$', '{HOME}b$X'].join('')
  expect(render('{{ env "HOME" }} {{ env "PATH" }} {{ expandenv . }}', text, options)).toBe(
    '/users/x  a/users/xb',
  )
})

test("Argo CD's set lacks env and expandenv, and no set has getHostByName", () => {
  expect(failure('{{ env "A" }}', null, { functions: 'argocd' })).toContain(
    'function "env" not defined',
  )
  expect(failure('{{ expandenv "A" }}', null, { functions: 'argocd' })).toContain('not defined')
  expect(failure('{{ upper "A" }}', null, { functions: 'plain' })).toContain('not defined')
  expect(failure('{{ getHostByName "A" }}')).toContain('not defined')
})

test('a function of your own takes part with its Go types', () => {
  const shout = {
    parameters: ['string'] as const,
    call: ([text]: readonly unknown[]) => `${text}!`,
  }
  const options = { extraFunctions: new Map([['shout', shout]]) }
  expect(render('{{ "hi" | shout }}', null, options)).toBe('hi!')
  expect(failure('{{ shout 1 }}', null, options)).toContain('expected string; found 1')
})

test('other delimiters cut the text', () => {
  expect(render('{{.a}} [[ .a ]]', { a: 1 }, { delimiters: { left: '[[', right: ']]' } })).toBe(
    '{{.a}} 1',
  )
})

test('bytes that are not UTF-8 stay bytes', () => {
  const template = compile('{{ trunc 1 "é" }}{{ trunc -1 "é" }}|{{ trunc 1 "é" }}')
  expect([...template.renderBytes(null)]).toEqual([0xc3, 0xa9, 0x7c, 0xc3])
  expect(template.render(null)).toBe('é|\ufffd')
})

const fragment = fc.constantFrom(
  '{{',
  '}}',
  '{{-',
  '-}}',
  ' ',
  '\n',
  '.a',
  '.',
  '$',
  '$x',
  ':=',
  '=',
  '|',
  '(',
  ')',
  ',',
  '"s"',
  '`r`',
  "'c'",
  '1',
  '-1',
  '1.5e3',
  '0x',
  '1i',
  'if',
  'else',
  'end',
  'range',
  'with',
  'define',
  'template',
  'block',
  'break',
  'continue',
  'nil',
  'true',
  'print',
  'index',
  'printf',
  'and',
  'or',
  'list',
  'dict',
  'toJson',
  '/*',
  '*/',
  'text',
  'é',
  '\u0000',
)

const grammatical = fc.letrec<{ list: string; item: string; pipe: string; word: string }>(
  (tie) => ({
    list: fc.array(tie('item'), { maxLength: 4 }).map((items) => items.join('')),
    item: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('text', ' ', '\n', '{{/* c */}}'),
      tie('pipe').map((pipe) => `{{${pipe}}}`),
      tie('pipe').map((pipe) => `{{$x := ${pipe}}}{{$x}}`),
      fc
        .tuple(tie('pipe'), tie('list'))
        .map(([pipe, list]) => `{{if ${pipe}}}${list}{{else}}x{{end}}`),
      fc.tuple(tie('pipe'), tie('list')).map(([pipe, list]) => `{{with ${pipe}}}${list}{{end}}`),
      fc
        .tuple(tie('pipe'), tie('list'))
        .map(([pipe, list]) => `{{range $k, $v := ${pipe}}}${list}{{break}}{{end}}`),
    ),
    pipe: fc.oneof(
      { maxDepth: 3 },
      tie('word'),
      fc
        .tuple(
          fc.constantFrom(
            'print',
            'len',
            'index',
            'printf',
            'eq',
            'lt',
            'list',
            'join',
            'first',
            'upper',
            'add',
            'js',
            'and',
            'toJson',
            'slice',
            'default',
          ),
          tie('word'),
          tie('word'),
        )
        .map((parts) => parts.join(' ')),
      fc
        .tuple(tie('word'), fc.constantFrom('print', 'quote', 'len', 'upper', 'toJson', 'not'))
        .map((parts) => parts.join(' | ')),
    ),
    word: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom(
        '.',
        '.a',
        '.a.b',
        '.list',
        '$',
        '$.n',
        '1',
        '2.5',
        '"t"',
        '"%d"',
        'true',
        "'c'",
        '0x10',
        'nil',
      ),
      tie('pipe').map((pipe) => `(${pipe})`),
    ),
  }),
)

const data = { a: { b: 'x"y', c: null }, list: [1, 'two', 3.5, null], n: 7 }

function endsInItsOwnWay(text: string): boolean {
  try {
    render(text, data)
    return true
  } catch (error) {
    if (error instanceof TemplateError) return error.message.startsWith('template: test')
    throw error
  }
}

test('any text at all compiles and renders, or fails with a TemplateError', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), endsInItsOwnWay), {
    numRuns: 300,
  })
})

test('any run of tokens compiles and renders, or fails with a TemplateError', () => {
  const text = fc.array(fragment, { maxLength: 25 }).map((parts) => parts.join(''))
  fc.assert(fc.property(text, endsInItsOwnWay), { numRuns: 1500 })
})

test('anything grammatical compiles and renders, or fails with a TemplateError', () => {
  fc.assert(fc.property(grammatical.list, endsInItsOwnWay), { numRuns: 600 })
})
