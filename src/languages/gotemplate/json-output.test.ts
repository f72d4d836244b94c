import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compile } from './gotemplate.ts'

function render(text: string, data: unknown): string {
  return compile(text, { name: 'test', json: true }).render(data)
}

const nasty = 'a "quoted" \\ back\nslash\t\u0001 <b> 世界 \u2028 \'x\''

test.each([
  ['a bare value', '{"v": "{{ .v }}"}', nasty],
  ['a value among text', '{"v": "<{{ .v }}>"}', `<${nasty}>`],
  ['a key', '{"{{ .v }}": 1}', undefined],
  ['a value through toJson, outside of a string', '{"v": {{ .v | toJson }}}', nasty],
  ['a value through toJson, inside of a string', '{"v": "{{ .v | toJson }}"}', nasty],
  ['a value through toRawJson', '{"v": "{{ toRawJson .v }}"}', nasty],
  ['a value through js', '{"v": "{{ .v | js }}"}', nasty],
  ['a value through quote, outside of a string', '{"v": {{ .v | quote }}}', nasty],
  ['a value through quote, inside of a string', '{"v": "{{ quote .v }}"}', nasty],
  ['a value through printf %q', '{"v": {{ printf "%q" .v }}}', nasty],
  ['a variable that was escaped', '{{ $e := .v | js }}{"v": "{{ $e }}"}', nasty],
  ['a dot that was escaped', '{"v": "{{ with .v | js }}{{ . }}{{ end }}"}', nasty],
  ['a bare value outside of a string', '{"v": {{ .v }}}', nasty],
])('%s gives JSON with the value in it', (_, text, wanted) => {
  const document: unknown = JSON.parse(render(text, { v: nasty }))
  expect(document).toEqual(wanted === undefined ? { [nasty]: 1 } : { v: wanted })
})

test('a text that the author escapes by replace is not escaped twice', () => {
  const text = '{"v": "{{ .v | replace "\\"" "\\\\\\"" | replace "\\n" "\\\\n" }}"}'
  expect(JSON.parse(render(text, { v: 'say "hi"\nnow' }))).toEqual({ v: 'say "hi"\nnow' })
})

test('a structure inside a string is text there', () => {
  expect(JSON.parse(render('{"v": "{{ toJson .v }}"}', { v: { a: [1] } }))).toEqual({
    v: '{"a":[1]}',
  })
})

test('values outside of strings stay what they are', () => {
  const text = '{"n": {{ .n }}, "t": {{ .t }}, "absent": {{ .x }}, "list": {{ .list | toJson }}}'
  expect(JSON.parse(render(text, { n: 1.5, t: true, list: [1] }))).toEqual({
    n: 1.5,
    t: true,
    absent: null,
    list: [1],
  })
})

test('commas that the author prints stay', () => {
  const text = '{{ $c := "" }}[{{ range .list }}{{ $c }}"{{ . }}"{{ $c = "," }}{{ end }}]'
  expect(JSON.parse(render(text, { list: ['a"', 'b'] }))).toEqual(['a"', 'b'])
})

test('a value right behind a backslash does not break the string', () => {
  expect(() => JSON.parse(render('{"v": "\\{{ .v }}"}', { v: '"' }))).not.toThrow()
})

test("without json the output is Go's", () => {
  expect(compile('{"v": "{{ .v }}"}').render({ v: '"' })).toBe('{"v": """}')
})

const anyValue = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
)

const insideString = fc.constantFrom(
  '{{ .v }}',
  '{{ .v | toJson }}',
  '{{ .v | js }}',
  '{{ .v | quote }}',
  '{{ .v | toString | trunc 3 }}',
  '{{ printf "%q" .v }}',
  '{{ printf "%v" .v }}',
  '{{ .v | toString | replace "\\"" "\\\\" }}',
  '{{ .missing.v }}',
  '{{ with .v }}{{ . }}{{ else }}-{{ end }}',
  '{{ $e := js .v }}{{ $e }}{{ range .list }}{{ . }}{{ end }}',
  '{{ "a\\"b" }}',
  '{{ toJson .v | trimAll "\\"" }}',
  '{{ .v | toJson | toJson }}',
  '{{ html .v }}{{ urlquery .v }}',
)

const outsideString = fc.constantFrom(
  '{{ .v }}',
  '{{ .v | toJson }}',
  '{{ .v | quote | default "0" }}',
  '{{ printf "%q" (toString .v) }}',
  '{{ js .v }}',
)

test('rendering in JSON context always parses', () => {
  const property = fc.property(
    fc.array(insideString, { maxLength: 4 }),
    outsideString,
    anyValue,
    (inside, outside, value) => {
      const text = `{"a": "x${inside.join(' ')}", "b": ${outside}, "c": ["${inside[0] ?? ''}"]}`
      JSON.parse(render(text, { v: value, list: [value, '"'] }))
    },
  )
  fc.assert(property, { numRuns: 1000 })
})
