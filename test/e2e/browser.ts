// In: nothing. Out: a running browser for a test, and what closes it.
// Debian's Chromium where it is installed, else the one that npm brought along with its own libraries.
// A machine on which neither starts fails the test: it never skips.
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import bundled, { inflate } from '@sparticuz/chromium'
import { type Browser, chromium, type LaunchOptions } from 'playwright-core'

/** Whichever is there, or the one from npm. */
export type BrowserChoice = 'any' | 'bundled'

const PACKAGE = join(import.meta.dirname, '../../node_modules/@sparticuz/chromium')

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Starts a browser. `bundled` asks for the one from npm also where another is installed. */
export async function startBrowser(choice: BrowserChoice = 'any'): Promise<Browser> {
  const installed = INSTALLED.find((path) => existsSync(path))
  if (choice === 'any' && installed !== undefined) {
    return chromium.launch({ executablePath: installed, args: COMMON_ARGUMENTS })
  }
  const folder = await unpackBundled()
  const options: LaunchOptions = {
    executablePath: join(folder, 'chromium'),
    args: [...COMMON_ARGUMENTS, '--headless=shell', '--no-zygote', '--disable-gpu'],
    env: fontsEnvironment(folder),
  }
  return chromium.launch(options).catch(() => {
    // A bare machine lacks libnss3 and its kin; the package has them in an archive of its own.
    const env = { ...options.env, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }
    return chromium.launch({ ...options, env })
  })
}

/** Tests run as any user and in containers, and open pages of their own only. */
const COMMON_ARGUMENTS = ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none']

/**
 * Unpacks the package's archives once for all test runs. They are unpacked aside and then renamed,
 * so that another run never starts half a browser.
 */
async function unpackBundled(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))
  const folder = join(tmpdir(), `tocsin-test-browser-${version}-${process.getuid?.() ?? 0}`)
  if (existsSync(join(folder, 'chromium'))) return folder
  const staging = await mkdtemp(`${folder}-`)
  const outerFolder = process.env['TMPDIR']
  // The package unpacks into the folder for temporary files, whatever that is at the moment.
  process.env['TMPDIR'] = staging
  try {
    bundled.setGraphicsMode = false
    for (const name of ['chromium.br', 'fonts.tar.br', 'al2023.tar.br']) {
      await inflate(join(PACKAGE, 'bin', name))
    }
  } finally {
    if (outerFolder === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = outerFolder
  }
  try {
    await rename(staging, folder)
    return folder
  } catch {
    // Another run was faster; or whoever tidies temporary files left half a browser there.
    if (!existsSync(join(folder, 'chromium'))) return staging
    await rm(staging, { recursive: true })
    return folder
  }
}

/** The package's fonts where the machine has no font configuration. */
function fontsEnvironment(folder: string): Record<string, string> {
  const known = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  const environment: Record<string, string> = Object.fromEntries(known)
  if (!existsSync('/etc/fonts/fonts.conf')) environment['FONTCONFIG_PATH'] = join(folder, 'fonts')
  return environment
}
