import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { adapters } from '../src/adapters.ts'
import { ManualClock } from '../src/base/clock.ts'
import { diskReader, loadConfiguration } from '../src/config/config.ts'
import { createDirectory } from '../src/model/directory.ts'
import { onCallAt } from '../src/model/schedule.ts'
import { tryTemplate } from '../src/preview.ts'

const robot = (token: string): string =>
  `https://oapi.dingtalk.com/robot/send?access_token=${token.repeat(64)}`

const ENVIRONMENT = {
  ALIYUN_KEY: 'ingest-key-of-a-test',
  OPS_URL: robot('a'),
  OPS_SECRET: 'SECtest',
  WANG_URL: robot('b'),
  LOG_URL:
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=11111111-2222-4333-8444-000000000001',
  LI_URL: 'https://hooks.slack.com/services/T1/B1/li',
  ZHAO_URL: 'https://open.feishu.cn/open-apis/bot/v2/hook/11111111-2222-4333-8444-000000000002',
}

const loading = await loadConfiguration({
  path: fileURLToPath(new URL('../examples/on-call.yaml', import.meta.url)),
  environment: ENVIRONMENT,
  readFile: diskReader,
  adapters,
  tryTemplate: (template) => tryTemplate(template, new ManualClock(Date.UTC(2026, 2, 5))),
})
if (loading.kind === 'broken') throw new Error(loading.problems[0]?.message)
const { configuration } = loading

/** What of an event decides who is told. */
type Facts = {
  readonly severity: string
  readonly kind?: string
  readonly name?: string
  readonly fields?: Readonly<Record<string, string>>
}

test('the example for on-call is good, without a warning', () => {
  expect(loading.warnings).toEqual([])
})

test.each([
  ['2026-02-11T12:00+08:00', 'li', 'the rotation'],
  ['2026-02-14T12:00+08:00', 'zhao', 'the weekend'],
  ['2026-02-17T12:00+08:00', 'zhao', 'the calendar'],
  ['2026-02-19T12:00+08:00', 'li', 'an override'],
  ['2026-03-05T21:00+08:00', 'wang', 'the calendar'],
])('at %s it puts %s on call, by %s', (at, contact) => {
  const schedule = configuration.schedules.get('ops')
  expect(schedule && onCallAt(schedule, Date.parse(at))).toBe(contact)
})

test.each<[Facts, readonly string[]]>([
  [{ severity: 'critical' }, ['trouble/{severity="critical"}']],
  [{ severity: 'warning' }, ['trouble/{severity="warning"}']],
  [{ severity: 'error' }, ['trouble']],
  [
    { severity: 'error', fields: { Detail: 'the disk is full' } },
    ['trouble/{when content contains "disk" or name startsWith "Disk"}'],
  ],
  [{ severity: 'info', kind: 'notice', name: 'Instance:StateChange' }, ['state-changes']],
  [{ severity: 'info' }, []],
])('it tells %j by %j', (facts, ids) => {
  const { severity, kind = 'firing', name = 'Instance:Other', fields = {} } = facts
  const labels = { severity, kind, name }
  const wanting = createDirectory(configuration).wanting(labels, () => ({
    ...{ kind, name, severity, labels, fields, status: '', source: 'aliyun', title: name },
    content: [name, ...Object.values(fields)].join('\n'),
  }))
  expect(wanting.map(({ id }) => id)).toEqual(ids)
})
