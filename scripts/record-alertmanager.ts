// In: test/conformance/cases/alertmanager-api.json, and Debian's prometheus-alertmanager on the PATH.
// Out: the same file with what the program answered. What must hold: every case meets a program that knows nothing yet.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import {
  type ApiCase,
  readApiCases,
  runCase,
  writeApiCases,
} from '../test/conformance/alertmanager-api.ts'

const PROGRAM = 'prometheus-alertmanager'
const ADDRESS = '127.0.0.1:29093'

/** The suite's configuration of a hub says the same. */
const CONFIGURATION = `
route:
  receiver: ops
  group_by: [alertname]
  group_wait: 1h
  routes:
    - { matchers: ['team="db"'], receiver: db, group_by: [alertname, team] }
receivers: [{ name: ops }, { name: db }]
inhibit_rules:
  - { source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: [instance] }
`

// Without a word: what was not recorded yet. With one: the cases that have it in their name.
const wanted = process.argv[2]
const recorded: ApiCase[] = []
for (const one of readApiCases()) {
  const isWanted = wanted === undefined ? isUnrecorded(one) : one.name.includes(wanted)
  recorded.push(isWanted ? await record(one) : one)
}
writeApiCases(recorded)

function isUnrecorded({ steps }: ApiCase): boolean {
  return steps.some((step) => !('wait' in step) && step.alertmanager === undefined)
}

async function record(one: ApiCase): Promise<ApiCase> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-alertmanager-'))
  const file = join(folder, 'alertmanager.yml')
  writeFileSync(file, CONFIGURATION)
  const program = spawn(
    PROGRAM,
    [
      `--config.file=${file}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=${ADDRESS}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  )
  try {
    await untilReady()
    // Instants are written in whole seconds since the beginning: what takes a moment must not look like a second.
    await sleep(1000 - (Date.now() % 1000))
    const answers = await runCase(one, {
      url: `http://${ADDRESS}`,
      now: () => Date.now(),
      wait: (ms) => sleep(ms),
    })
    const steps = one.steps.map((step, index) => {
      const alertmanager = answers[index]
      return 'wait' in step || alertmanager === undefined ? step : { ...step, alertmanager }
    })
    console.log(`recorded: ${one.name}`)
    return { ...one, steps }
  } finally {
    program.kill()
    await new Promise((resolve) => program.once('exit', resolve))
    rmSync(folder, { recursive: true })
  }
}

async function untilReady(): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    await sleep(50)
    const answer = await request(`http://${ADDRESS}/-/ready`).catch(() => undefined)
    await answer?.body.dump()
    if (answer?.statusCode === 200) return
  }
  throw new Error(`Expected Alertmanager to answer on ${ADDRESS}, found nothing.`)
}
