// In: the name of a file in fixtures/. Out: what loading it says, as it would be printed.
// Must hold: the environment and the secret files are always the same, so that the expected text beside a file stays true.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { format } from '../format.ts'
import type { Loading } from '../load.ts'
import { loadText, PATH } from './adapters.ts'

/** Stands in every secret that the fixtures use: it must never be seen. */
export const SENTINEL = 'hush8f3a1c'

export const ENVIRONMENT = {
  ALIYUN_KEY: `key-${SENTINEL}`,
  OPS_URL: `https://oapi.example.com/robot/send?access_token=${SENTINEL}`,
  OPS_SECRET: `SEC${SENTINEL}`,
  NOT_A_SEC: SENTINEL,
  NOTHING: '',
}

const FILES = {
  '/etc/tocsin/secrets/sec': `SEC${SENTINEL}\n`,
  '/etc/tocsin/secrets/empty': '\n',
  '/etc/tocsin/secrets/large': 'x'.repeat(100_000),
  '/etc/tocsin/secrets/binary': new Uint8Array([0xff, 0xfe, 0x00]),
  '/etc/tocsin/secrets': { kind: 'notAFile' },
  '/root/secret': { kind: 'denied' },
} as const

const FOLDER = new URL('../fixtures/', import.meta.url)

export function fixtureText(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8')
}

export function loadFixture(text: string): Promise<Loading> {
  return loadText(text, { environment: ENVIRONMENT, files: FILES })
}

/** Problems or warnings as a terminal shows them, the path shortened to the file's name. */
export function printed(loading: Loading): string {
  const found = loading.kind === 'broken' ? loading.problems : loading.warnings
  const shown = found.map((one) => format({ ...one, file: basename(PATH) }, { colour: false }))
  const head = loading.kind === 'broken' ? 'broken' : 'loaded'
  return `${[head, ...shown].join('\n')}\n`
}
