import { type Field, textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { NoData } from './threshold.ts'

/** The settings of a CloudMonitor source. */
export const fields: readonly Field[] = [
  {
    name: 'noData',
    kind: 'choice',
    label: { en: 'A rule without data', zh: '无数据时' },
    hint: {
      en: 'What a threshold rule that reports INSUFFICIENT_DATA does. `record` (default) only notes it, and an open alert stays as it is; `alert` opens an alert; `resolve` ends the one that is open.',
      zh: '阈值规则报告 INSUFFICIENT_DATA 时的处理。record（默认）仅记录，已打开的告警保持不变；alert 打开告警；resolve 结束已打开的告警。',
    },
    placeholder: 'record',
    required: false,
    secret: false,
    choices: ['record', 'alert', 'resolve'],
  },
]

/** What a rule without data makes. */
export function noDataOf(settings: Settings): NoData {
  return NO_DATA.get(textOf(settings, 'noData') ?? '') ?? 'notice'
}

const NO_DATA: ReadonlyMap<string, NoData> = new Map([
  ['record', 'notice'],
  ['alert', 'firing'],
  ['resolve', 'resolved'],
])
