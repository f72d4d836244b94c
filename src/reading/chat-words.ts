/** The words by which a chat message is taken for a problem, its end, or how bad it is. */
import { type Field, listOf } from '../contract/fields.ts'
import type { Settings } from '../model/configuration.ts'

/** What a word can say. */
export type Meaning = 'firing' | 'resolved' | 'critical' | 'error' | 'warning'

/** For each meaning its words, and the names of the lines that tell one problem from another. */
export type ChatWords = {
  readonly patterns: Readonly<Record<Meaning, RegExp>>
  readonly keyNames: ReadonlySet<string>
}

const WORDS: Readonly<Record<Meaning, string>> = {
  firing:
    'firing alert alerts alerting alarm triggered problem outage down failed failure error fatal critical degraded unhealthy unresolved unavailable 告警 报警 警报 预警 触发 异常 故障 失败 错误 宕机 不可用 掉线 离线',
  resolved: 'resolved recovered recovery restored cleared OK 恢复 已解决 已解除 解除 已消除 已关闭',
  critical: 'critical fatal emergency disaster P0 P1 严重 紧急 致命 灾难 危急',
  error: 'error major P2 错误',
  warning: 'warning warn P3 警告 预警',
}

const KEY_NAMES =
  'instance host hostname pod node namespace cluster service resource device application application-name cluster-name alert alertname alert-name rule rule-name 实例 实例名称 实例id 主机 主机名 节点 命名空间 集群 集群名称 服务 服务名 资源 设备 应用 应用名称 告警名称 报警名称 规则 规则名称 触发规则'

/** The settings that every source of chat messages has. */
export const chatWordFields: readonly Field[] = [
  wordField('firingWords', { en: 'Words for a problem', zh: '告警词' }, WORDS.firing),
  wordField('resolvedWords', { en: 'Words for its end', zh: '恢复词' }, WORDS.resolved),
  wordField('criticalWords', { en: 'Words for critical', zh: '级别词：critical' }, WORDS.critical),
  wordField('errorWords', { en: 'Words for error', zh: '级别词：error' }, WORDS.error),
  wordField('warningWords', { en: 'Words for warning', zh: '级别词：warning' }, WORDS.warning),
  {
    name: 'keyNames',
    kind: 'list',
    label: { en: 'Lines that tell problems apart', zh: '区分告警的字段' },
    hint: {
      en: `Names of lines such as \`host: web-01\` whose values, beside the title, tell one problem from another. Default: ${KEY_NAMES.replaceAll(' ', ', ')} (a hyphen stands for a blank).`,
      zh: `除标题外用于区分不同告警的字段名，例如“主机：web-01”中的“主机”。默认：${KEY_NAMES.replaceAll(' ', '、')}（连字符代表空格）。`,
    },
    required: false,
    secret: false,
  },
]

function wordField(name: string, label: { en: string; zh: string }, words: string): Field {
  return {
    name,
    kind: 'list',
    label,
    hint: {
      en: `Read in the title first, then line by line. What is given replaces the default: ${words.replaceAll(' ', ', ')}. A word in capitals counts in capitals only.`,
      zh: `先看标题，再逐行查看。填写后替换默认值：${words.replaceAll(' ', '、')}。全大写的词只匹配大写。`,
    },
    required: false,
    secret: false,
  }
}

/** The words that a source's settings ask for. */
export function chatWordsOf(settings: Settings): ChatWords {
  const pattern = (name: string, meaning: Meaning) => {
    const given = listOf(settings, name).filter((word) => word.trim() !== '')
    return given.length === 0 ? DEFAULTS[meaning] : patternOf(given)
  }
  const names = listOf(settings, 'keyNames')
  return {
    patterns: {
      firing: pattern('firingWords', 'firing'),
      resolved: pattern('resolvedWords', 'resolved'),
      critical: pattern('criticalWords', 'critical'),
      error: pattern('errorWords', 'error'),
      warning: pattern('warningWords', 'warning'),
    },
    keyNames: names.length === 0 ? DEFAULT_KEY_NAMES : namesOf(names),
  }
}

const DEFAULT_KEY_NAMES = namesOf(KEY_NAMES.split(' '))

function namesOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => nameKey(name.replaceAll('-', ' '))))
}

/** A line's name as names are compared. */
export function nameKey(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .trim()
}

/** Finds each of `words`: Latin ones as whole words, others anywhere. */
function patternOf(words: readonly string[]): RegExp {
  const parts = words.toSorted((one, other) => other.length - one.length).map(partOf)
  return new RegExp(parts.join('|'), 'gu')
}

function partOf(word: string): string {
  const quoted = word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  if (!/^[\x20-\x7e]+$/.test(word)) return quoted
  const isCapitals = /[A-Z]/.test(word) && word === word.toUpperCase()
  const letters = isCapitals ? quoted : quoted.replace(/[a-z]/gi, bothCases)
  return `(?<![A-Za-z0-9])${letters}(?![A-Za-z0-9])`
}

function bothCases(letter: string): string {
  return `[${letter.toLowerCase()}${letter.toUpperCase()}]`
}

const DEFAULTS: Readonly<Record<Meaning, RegExp>> = {
  firing: patternOf(WORDS.firing.split(' ')),
  resolved: patternOf(WORDS.resolved.split(' ')),
  critical: patternOf(WORDS.critical.split(' ')),
  error: patternOf(WORDS.error.split(' ')),
  warning: patternOf(WORDS.warning.split(' ')),
}
