import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readCertificates } from './argocd-certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-certificates-'))
afterAll(() => rmSync(folder, { recursive: true }))

function mounted(name: string, files: Readonly<Record<string, string>>): string {
  const place = join(folder, name)
  const data = join(place, '..2026_03_05')
  mkdirSync(data, { recursive: true })
  symlinkSync('..2026_03_05', join(place, '..data'))
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(data, file), text)
    symlinkSync(join('..data', file), join(place, file))
  }
  return place
}

const read = (path: string) => readCertificates({ ARGOCD_TLS_DATA_PATH: path })

test('a mounted ConfigMap gives the certificates of each host', async () => {
  const place = mounted('two', { 'hooks.example.com': 'PEM 1', 'mail.example.com': 'PEM 2' })
  expect(JSON.parse((await read(place)) ?? '')).toEqual({
    'hooks.example.com': 'PEM 1',
    'mail.example.com': 'PEM 2',
  })
})

test('where there is no folder, and where it is empty, there are none', async () => {
  expect(await read(join(folder, 'none'))).toBeUndefined()
  expect(await read(mounted('empty', {}))).toBeUndefined()
})

test('what cannot be read is refused with its place', async () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  await expect(read(file)).rejects.toThrow(`Expected certificates by host in ${file}`)
})
