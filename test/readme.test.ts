import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { adapters } from '../src/adapters.ts'
import { renderReference } from '../src/config/config.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const README = await readFile(join(ROOT, 'README.md'), 'utf8')

/** The code block that follows the comment which begins with `<!-- name:`. */
function blockAfter(name: string): string {
  return new RegExp(`<!-- ${name}: .*? -->\\n\`\`\`\\w*\\n(.*?)\`\`\``, 's').exec(README)?.[1] ?? ''
}

function run(...words: readonly string[]): Promise<{ status: number; out: string }> {
  return new Promise((resolve) => {
    const environment = {
      ...process.env,
      NO_COLOR: '1',
      ALIYUN_KEY: 'readme-test-key',
      OPS_URL: 'https://oapi.dingtalk.com/robot/send?access_token=x',
      OPS_SECRET: 'SECx',
    }
    execFile(
      process.execPath,
      [join(ROOT, 'src/main.ts'), ...words],
      { env: environment },
      (error, out) => {
        resolve({ status: typeof error?.code === 'number' ? error.code : 0, out })
      },
    )
  })
}

test('the demo prints what README.md shows, and ends well', async () => {
  const { status, out } = await run('demo', '--exit', '--listen', '127.0.0.1:0')
  expect(out.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:8080')).toBe(blockAfter('demo'))
  expect(status).toBe(0)
})

test('the demo of Argo CD tells twelve Applications to a chat that takes signed messages only', async () => {
  const { status, out } = await run('demo', 'argocd', '--exit', '--listen', '127.0.0.1:0')
  expect(out).toContain('against 12 Applications')
  expect(out).toMatch(/02-sync-failed-quotes +on-sync-failed told/)
  expect(out).toMatch(/takes signed messages only: it heard [1-9]\d*, and refused 0\./)
  expect(status).toBe(0)
})

test('the configuration in README.md is good, and not longer than it says', async () => {
  const yaml = blockAfter('configuration')
  expect(yaml.trim().split('\n').length).toBeLessThanOrEqual(15)
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-readme-'))
  await writeFile(join(folder, 'tocsin.yaml'), yaml)
  expect(await run('check', join(folder, 'tocsin.yaml'))).toEqual({
    status: 0,
    out: expect.stringMatching(/^\S+ is good: [^\n]*\n$/),
  })
  await rm(folder, { recursive: true })
})

test('the page of the configuration is what the code says; `npm run docs` writes it anew', async () => {
  expect(await readFile(join(ROOT, 'docs/reference/configuration.md'), 'utf8')).toBe(
    renderReference(adapters),
  )
})
