import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { beginEscalation, ESCALATION_HUB, type EscalationHub } from '../harness/escalation-hub.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

let hub: EscalationHub & { readonly eventId: string }
afterEach(() => hub.close())

function tocsin(
  ...words: readonly string[]
): Promise<{ status: number; out: string; err: string }> {
  const env = { ...process.env, NO_COLOR: '1', TOCSIN_URL: hub.app.url, TOCSIN_BY: 'Zhao' }
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...words], { env }, (error, out, err) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

test('who was told, who comes next, and who took it on is said on a terminal', async () => {
  hub = await beginEscalation(ESCALATION_HUB.replace('    steps:', '    repeat: 1\n    steps:'))
  const { id } = await hub.alert()
  const before = await tocsin('alert', id)
  expect(before.status).toBe(0)
  expect(before.out).toContain(
    'escalates by "on-call" (policy "trouble"): running, step 1 of 2, round 1 of 2',
  )
  expect(before.out).toContain('step 1: The step was told. Wang.')
  expect(before.out).toMatch(/next {6}step 2 at .*: Li\n/)
  expect((await tocsin('explain', hub.eventId)).out).toContain('escalates by "on-call"')
  expect((await tocsin('ack', id)).out).toMatch(/: done\n$/)
  await hub.settle()
  expect((await tocsin('unack', id, '--comment', 'asleep')).out).toMatch(/: done\n$/)
  await hub.settle()
  expect(await tocsin('unack', id)).toMatchObject({
    status: 1,
    out: expect.stringContaining('nobody has acknowledged it'),
  })
  expect((await tocsin('assign', id, '--to', 'li')).out).toMatch(/: done\n$/)
  await hub.settle()
  const { out } = await tocsin('alert', id, '--json')
  expect(JSON.parse(out)).toMatchObject({
    answers: [{ by: 'Zhao', via: 'cli' }, { comment: 'asleep' }, { action: 'assign' }],
    escalations: [
      { escalationPolicy: 'assigned', step: 1, steps: 1, told: [{ id: 'wang' }, { id: 'li' }] },
    ],
  })
}, 60_000)

test('an alert that is unknown, or given to nobody, too many or a stranger, is refused with what was expected', async () => {
  hub = await beginEscalation()
  const { id } = await hub.alert()
  expect(await tocsin('alert', 'nothing')).toMatchObject({
    status: 1,
    out: expect.stringContaining('Expected the id of an alert'),
  })
  for (const words of [[], ['--to', 'li', '--schedule', 'duty']])
    expect(await tocsin('assign', id, ...words)).toMatchObject({
      status: 2,
      err: expect.stringContaining('Expected one of --to, --schedule and --escalation-policy'),
    })
  expect(await tocsin('assign', id, '--schedule', 'nights')).toMatchObject({
    status: 1,
    out: expect.stringContaining('The configuration has: duty, empty.'),
  })
}, 60_000)
