import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { templateYaml } from './template-yaml.ts'

test.each([
  ['one line', { text: '{{ .title }} ({{ .labels.region }})' }],
  [
    'several lines, with an empty one',
    { title: '[{{ .severity }}]', text: 'one\n\n  two\nthree\n' },
  ],
  ['no end of line', { text: 'one\ntwo' }],
  ['a beginning that YAML would take for an indent', { text: '  one\ntwo' }],
  [
    'quotes, colons and Chinese',
    { title: '"严重": {{ .title }} #1', keepFields: true, text: "it's" },
  ],
  ['a raw body', { raw: '{\n  "msgtype": "text"\n}' }],
  ['tabs and blanks at ends', { text: 'one \n\ttwo\n\n' }],
])('a template with %s is read again as it was written', (_, parts) => {
  expect(parse(templateYaml('on-call', parts))).toEqual({ templates: { 'on-call': parts } })
})

test('what looks like a variable of the environment stays a text', () => {
  expect(templateYaml('2x', { text: '${HOME}' })).toBe('templates:\n  "2x":\n    text: "$${HOME}"')
})
