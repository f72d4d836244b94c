import { WATCH_LIMITS } from '../../base/limits.ts'
import type { Field } from '../../contract/fields.ts'
import { SEVERITIES } from '../../model/severity.ts'

export const FIELDS: readonly Field[] = [
  {
    name: 'interval',
    kind: 'duration',
    label: { en: 'Interval', zh: '间隔' },
    hint: {
      en: `How often each monitor pings, at least \`${WATCH_LIMITS.intervalMsMin / 1000}s\`. Monitors with another interval are another source.`,
      zh: `每个监测项的心跳间隔，至少 \`${WATCH_LIMITS.intervalMsMin / 1000}s\`。间隔不同的监测项请使用另一个来源。`,
    },
    placeholder: '1h',
    required: true,
    secret: false,
    least: WATCH_LIMITS.intervalMsMin,
  },
  {
    name: 'grace',
    kind: 'duration',
    label: { en: 'Grace', zh: '宽限' },
    hint: {
      en: 'How much later a ping may come, and how long a job may run that has said that it begins. By default a tenth of the interval, from 30 seconds to an hour.',
      zh: '允许迟到的时间，也是上报开始后任务的最长运行时间。默认为间隔的十分之一，最少 30 秒，最多 1 小时。',
    },
    placeholder: '5m',
    required: false,
    secret: false,
  },
  {
    name: 'severity',
    kind: 'choice',
    label: { en: 'Severity', zh: '级别' },
    hint: {
      en: 'Of the alert, by default `error`.',
      zh: '告警级别，默认 `error`。',
    },
    choices: SEVERITIES,
    required: false,
    secret: false,
  },
  {
    name: 'expected',
    kind: 'list',
    label: { en: 'Expected', zh: '预期监测项' },
    hint: {
      en: 'Names of monitors that are watched from the start; any other begins with its first ping.',
      zh: '从一开始就监测的监测项名称；其他监测项自首次心跳起开始监测。',
    },
    placeholder: '[nightly-backup]',
    required: false,
    secret: false,
  },
]
