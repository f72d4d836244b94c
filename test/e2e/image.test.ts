// The steps of deploy/Dockerfile without a container: what it copies is enough to build, and what it keeps is enough to run.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startHubProcess } from '../harness/hub-process.ts'
import { ROOT } from '../repository.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-image-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const [, first = '', second = ''] = readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8').split(
  /^FROM .*$/m,
)

/** `COPY [--from=build] a b to`, one after the other. */
function copiesIn(
  stage: string,
): readonly { readonly from: readonly string[]; readonly to: string }[] {
  return [...stage.matchAll(/^COPY (?:--from=\w+ )?(.+) (\S+)$/gm)].map(
    ([, from = '', to = '']) => ({
      from: from.split(' '),
      to,
    }),
  )
}

/** As COPY does: the contents of a folder, and a file under its name. The modules are those of this machine. */
function copy(from: string, to: string, stage: string): void {
  for (const { from: paths, to: target } of copiesIn(stage))
    for (const path of paths) {
      const name = path.replace(/^\/app\//, '')
      if (name === 'node_modules') continue
      const place = target.endsWith('/') ? join(to, target, basename(name)) : join(to, target)
      cpSync(join(from, name), place, {
        recursive: true,
        filter: (one) => !/[\\/](?:node_modules|dist)$/.test(one) || one.endsWith(`/${name}`),
      })
    }
  symlinkSync(join(ROOT, 'node_modules'), join(to, 'node_modules'), 'dir')
}

test('packages are installed with the manifest of every workspace at hand', () => {
  const { workspaces } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const before = copiesIn(first.slice(0, first.indexOf('RUN npm ci')))
  const paths = before.flatMap(({ from }) => from)
  for (const workspace of workspaces) expect(paths).toContain(`${workspace}/package.json`)
  expect(paths).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', '.npmrc']))
})

test('what is copied is there, builds, and runs by what the image keeps', {
  timeout: 300_000,
}, async () => {
  const [build, image] = [join(folder, 'build'), join(folder, 'image')]
  copy(ROOT, build, first)
  for (const step of ['scripts/build-web.ts', 'scripts/build.ts']) {
    const { status, stderr } = spawnSync(process.execPath, [join(build, step)], {
      encoding: 'utf8',
    })
    expect(status, stderr).toBe(0)
  }
  copy(build, image, second)
  expect(existsSync(join(image, 'dist/web/index.html'))).toBe(true)
  const config = join(folder, 'tocsin.yaml')
  writeFileSync(config, 'contacts: {}\n')
  const main = join(image, /ENTRYPOINT \["node", "(.+)"\]/.exec(second)?.[1] ?? '')
  const hub = await startHubProcess({ main, config, data: join(folder, 'data') })
  expect((await fetch(`${hub.url}/`)).status).toBe(200)
  expect(await hub.stop()).toBe(0)
})
