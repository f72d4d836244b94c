import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** The lines that `tocsin <language> --jsonl` answers to `input`. */
async function answers(language: string, input: string): Promise<unknown[]> {
  const child = spawn(process.execPath, [MAIN, language, '--jsonl'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk
  })
  child.stdin.end(input)
  expect(await once(child, 'close')).toEqual([0, null])
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('each line of templates is answered, one that is no case too, and U+2028 ends no line', async () => {
  const lines = [
    '{"id":"a","template":"{{ .x | upper }}\u2028","data":{"x":"b"},"funcs":"sprig"}',
    'junk',
    '{"id":"c","template":"{{ .x.y }}","data":{"x":1}}',
  ]
  expect(await answers('template', lines.join('\n'))).toEqual([
    { id: 'a', output: 'B\u2028' },
    expect.objectContaining({ error: expect.any(String) }),
    expect.objectContaining({
      id: 'c',
      phase: 'exec',
      error: expect.stringContaining("can't evaluate field y"),
    }),
  ])
})

test('each line of expressions is answered with its result, its Go type and its text', async () => {
  const lines = [
    '{"id":1,"expr":"a + 1","env":{"a":2}}',
    '',
    '{"id":2,"expr":"1 +"}',
    'junk',
    '{"id":3,"expr":"1.0"}',
  ]
  expect(await answers('expr', `${lines.join('\n')}\n`)).toEqual([
    { id: 1, result: 3, type: 'int', text: '3' },
    expect.objectContaining({ id: 2, phase: 'compile' }),
    expect.objectContaining({ error: expect.any(String) }),
    expect.objectContaining({ id: 3, type: 'float64', text: '1' }),
  ])
})

test('each line of routes and matchers is answered, what is wrong with its phase, and one that is no case too', async () => {
  const routes =
    '[{ receiver: y, match: { a: b }, continue: true }, { receiver: z, match: { a: b } }]'
  const config_yaml = `route: { receiver: x, routes: ${routes} }\nreceivers: [{ name: x }, { name: y }, { name: z }]`
  const lines = [
    JSON.stringify({ id: 'r', config_yaml, labels: { a: 'b' } }),
    'junk',
    '{"id":2,"config_yaml":"x: 1","labels":{}}',
    '',
    '{"id":3,"matcher":"a=~b|c","labels":{"a":"c"}}',
    '{"id":4,"matcher":"a","labels":{}}',
  ]
  expect(await answers('route', lines.join('\n'))).toEqual([
    expect.objectContaining({
      id: 'r',
      receivers: ['y', 'z'],
      routes: [expect.anything(), expect.anything()],
    }),
    expect.objectContaining({ error: expect.any(String) }),
    expect.objectContaining({ id: 2, phase: 'config' }),
    { id: 3, parsed: [{ name: 'a', op: '=~', value: 'b|c', string: 'a=~"b|c"' }], match: true },
    expect.objectContaining({ id: 4, phase: 'parse' }),
  ])
})
