import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-argocd-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, value: object): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(value))
  return path
}

const CM = file('cm.yaml', {
  kind: 'ConfigMap',
  metadata: { name: 'argocd-notifications-cm', namespace: 'argocd' },
  data: {
    'service.webhook.ops':
      'url: https://oapi.dingtalk.com/robot/send?access_token=$token\ndingtalk: {secret: $sign}',
    'template.hello': 'message: hello {{.app.metadata.name}}\nemail: {subject: S}',
    'trigger.always': '- {when: "true", send: [hello]}\n- {when: app.no.way, send: [hello]}',
    subscriptions: '- {recipients: [ops], triggers: [always]}',
  },
})
const SECRET = file('secret.yaml', {
  kind: 'Secret',
  metadata: { name: 'argocd-notifications-secret' },
  stringData: { token: 'T0KEN', sign: 'SEC0' },
})
const APP = file('app.json', { metadata: { name: 'shop', namespace: 'argocd', uid: 'u' } })
const FILES = ['--config-map', CM, '--secret', SECRET]

function run(...words: readonly string[]) {
  const main = join(import.meta.dirname, '../main.ts')
  const env = { ...process.env, NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'argocd', ...words], {
    encoding: 'utf8',
    env,
  })
  return { status, stdout, stderr }
}

test('an evaluation shows what a robot would get, and no secret', () => {
  const { status, stdout } = run('--config', CM, '--secret', SECRET, '--app', APP)
  expect(stdout).toContain('always to ops (a robot of dingtalk, signed):')
  expect(stdout).toContain('"msgtype": "markdown"')
  expect(stdout).toMatch(/"text": ".*\\n\\nhello shop\\n/)
  expect(stdout).toContain('1 messages. Nothing is sent.')
  expect(stdout).not.toMatch(/T0KEN|SEC0/)
  expect(status).toBe(0)
})

test('triggers are shown and tried as upstream’s command line does, with an honest status', () => {
  expect(run('trigger', 'get', ...FILES).stdout).toBe(
    'NAME    TEMPLATE  CONDITION\nalways  hello     true\n        hello     app.no.way\n',
  )
  expect(run('trigger', 'get', ...FILES, '-o', 'name').stdout).toBe('always\n')
  const tried = run('trigger', 'run', 'always', APP, ...FILES)
  expect(tried.stdout).toBe('CONDITION   RESULT\ntrue        true\napp.no.way  false\n')
  expect(tried.stderr).toContain('cannot fetch way from <nil>')
  expect(tried.status).toBe(1)
  const unknown = run('trigger', 'run', 'none', APP, ...FILES)
  expect(unknown.stderr).toContain("trigger with name 'none' does not exist (found always)")
  expect(unknown.status).toBe(1)
})

test('templates are shown and filled in', () => {
  expect(run('template', 'get', ...FILES).stdout).toBe(
    'NAME   PREVIEW\nhello  hello {{.app.metadata.name}}\n',
  )
  expect(run('template', 'notify', 'hello', APP, ...FILES).stdout).toBe(
    'email:\n  subject: S\nmessage: hello shop\n',
  )
})

test('the linter fails where something does not work', () => {
  expect(run('lint', ...FILES, '--language', 'zh').status).toBe(0)
  const broken = run('lint', '--config-map', CM)
  const key = 'service.webhook.ops'
  const text = readFileSync(CM, 'utf8')
  // The file is JSON, on one line: the place of the value.
  const column = text.indexOf(`"${key}":`) + `"${key}":`.length + 1
  expect(broken.stdout).toContain(`error  ${CM}:1:${column}  ${key}  secret-missing`)
  expect(broken.status).toBe(1)
})

test('a file that is something else is refused in upstream’s words', () => {
  const { status, stderr } = run('lint', '--config-map', SECRET)
  expect(stderr).toContain(`file '${SECRET}' does not have '/ConfigMap/argocd-notifications-cm'`)
  expect(status).toBe(2)
})
