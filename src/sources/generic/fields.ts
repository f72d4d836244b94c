import type { Field } from '../../contract/fields.ts'
import { SEVERITIES } from '../../model/severity.ts'

/** What conditions and templates speak of, as messages name it. */
const NAMES = 'the keys of the entry itself, and entry, body, headers and query'

type Words = { readonly en: string; readonly zh: string }
type Hint = Words & { readonly placeholder: string }

/** The settings of a generic source, all optional: what is not mapped is looked for under common keys. */
export const fields: readonly Field[] = [
  {
    name: 'each',
    kind: 'path',
    label: { en: 'Entries', zh: '事件列表' },
    hint: {
      en: 'Where the events are in a request that brings several: each value that the path finds is one, and `$` in the other settings is that value. Default: a body that is a list is one event for each of its values, any other body is one event.',
      zh: '一个请求含多个事件时，事件所在的路径：路径找到的每个值是一个事件，其他设置中的 `$` 即指该值。默认：请求体为列表时每一项是一个事件，否则整个请求体是一个事件。',
    },
    placeholder: '$.alerts[*]',
    required: false,
    secret: false,
  },
  extract(
    'title',
    { en: 'Title', zh: '标题' },
    {
      placeholder: '$.title',
      en: 'What happened, in one line.',
      zh: '一行文字说明发生了什么。',
    },
  ),
  extract(
    'text',
    { en: 'Text', zh: '正文' },
    {
      placeholder: '$.description',
      en: 'More on it, in any number of lines.',
      zh: '补充说明，可多行。',
    },
  ),
  extract(
    'name',
    { en: 'Name', zh: '名称' },
    {
      placeholder: '$.rule',
      en: "The sender's own name for what happened, without times and values: it becomes the label `name`.",
      zh: '发送方对该类事件的命名，不含时间与数值；将成为标签 `name`。',
    },
  ),
  extract(
    'severity',
    { en: 'Severity', zh: '级别' },
    {
      placeholder: '$.priority',
      en: 'How bad it is, in the words of the sender. Usual words (`P1`, `fatal`, `warn`, `紧急`, …) are known; `severities` says what others mean.',
      zh: '发送方表示严重程度的值。常见写法（`P1`、`fatal`、`warn`、`紧急` 等）可直接识别；其他写法由 `severities` 说明。',
    },
  ),
  {
    name: 'severities',
    kind: 'map',
    of: 'choice',
    choices: SEVERITIES,
    label: { en: 'Meaning of severities', zh: '级别对照' },
    hint: {
      en: "What the sender's words mean, without regard to case: `{ high: critical, \"5\": info, '*': warning }`. `*` is for all others. What nobody knows is a warning.",
      zh: '发送方级别的含义，不区分大小写：`{ high: critical, "5": info, \'*\': warning }`。`*` 表示其余所有值。无法识别的按 warning 处理。',
    },
    required: false,
    secret: false,
  },
  extract(
    'status',
    { en: 'Status', zh: '状态' },
    {
      placeholder: '$.status',
      en: 'The phase, in the words of the sender. Usual words for an end (`resolved`, `ok`, `closed`, `已恢复`, …) resolve the alert, those for an acknowledgement acknowledge it, and any other fires.',
      zh: '发送方表示阶段的值。常见的结束写法（`resolved`、`ok`、`closed`、`已恢复` 等）使告警恢复，确认写法使告警被确认，其余均为触发。',
    },
  ),
  condition(
    'resolved',
    { en: 'Resolved when', zh: '恢复条件' },
    {
      placeholder: 'status == "up"',
      en: 'Resolves the alert, instead of the words of `status`.',
      zh: '成立时使告警恢复，不再按 `status` 的写法判断。',
    },
  ),
  condition(
    'acknowledged',
    { en: 'Acknowledged when', zh: '确认条件' },
    {
      placeholder: 'status == "seen"',
      en: 'Acknowledges the alert, instead of the words of `status`.',
      zh: '成立时使告警被确认，不再按 `status` 的写法判断。',
    },
  ),
  condition(
    'notice',
    { en: 'Notice when', zh: '通知条件' },
    {
      placeholder: 'kind == "deploy"',
      en: 'Makes it a notice, which is told and opens no alert.',
      zh: '成立时仅作通知：会送达，但不产生告警。',
    },
  ),
  condition(
    'ignored',
    { en: 'Ignored when', zh: '忽略条件' },
    {
      placeholder: 'test == true',
      en: 'Leaves the entry out.',
      zh: '成立时忽略该项。',
    },
  ),
  extract(
    'dedupKey',
    { en: 'Dedup key', zh: '去重键' },
    {
      placeholder: '$.rule_id',
      en: 'One problem’s identity: what fires and what resolves under it belong together. Take what stays the same from beginning to end.',
      zh: '同一问题的标识：在其下触发与恢复的事件属于同一告警。请选择从开始到结束保持不变的值。',
    },
  ),
  map(
    'labels',
    { en: 'Labels', zh: '标签' },
    {
      en: 'Labels for policies to match: `{ host: $.host, team: ops }`. Under `*` all entries of the object that is found become labels. Default: `labels`, `tags` and common keys such as `host`, `service`, `region`.',
      zh: '供策略匹配的标签：`{ host: $.host, team: ops }`。`*` 下所找到对象的每一项都会成为标签。默认：`labels`、`tags` 以及 `host`、`service`、`region` 等常见键。',
    },
  ),
  map(
    'fields',
    { en: 'Details', zh: '详情' },
    {
      en: 'Lines of detail in messages: `{ Value: $.value }`; `*` as for labels. Default: what else stands at the first level of the entry.',
      zh: '消息中的详情行：`{ 当前值: $.value }`；`*` 的用法与标签相同。默认：该项第一层的其余内容。',
    },
  ),
  map(
    'links',
    { en: 'Links', zh: '链接' },
    {
      en: 'Links by the words that they stand on: `{ Dashboard: $.url }`. Only `https://` becomes a link; any other address is shown as a detail.',
      zh: '链接，键为显示文字：`{ 仪表盘: $.url }`。仅 `https://` 会成为链接，其他地址显示为详情。',
    },
  ),
  extract(
    'time',
    { en: 'Time', zh: '时间' },
    {
      placeholder: '$.timestamp',
      en: 'When it happened: ISO 8601, or seconds or milliseconds since 1970.',
      zh: '发生时间：ISO 8601，或自 1970 年起的秒数或毫秒数。',
    },
  ),
  {
    name: 'zone',
    kind: 'zone',
    label: { en: 'Zone', zh: '时区' },
    hint: {
      en: 'The IANA zone of times that name none. Default UTC.',
      zh: '未注明时区的时间所属的 IANA 时区，默认 UTC。',
    },
    placeholder: 'Asia/Shanghai',
    required: false,
    secret: false,
  },
]

function extract(name: string, label: Words, { placeholder, en, zh }: Hint): Field {
  return {
    ...{ name, kind: 'extract', label, placeholder, required: false, secret: false },
    hint: {
      en: `${en} A JSONPath, a Go template, or a list of which the first that finds something counts.`,
      zh: `${zh}可为 JSONPath、Go 模板，或其列表（取第一个有结果的）。`,
    },
  }
}

function condition(name: string, label: Words, { placeholder, en, zh }: Hint): Field {
  return {
    ...{ name, kind: 'condition', label, placeholder, required: false, secret: false },
    names: NAMES,
    hint: {
      en: `${en} An expr condition over ${NAMES}; one that fails does not hold.`,
      zh: `${zh}expr 条件，可用该项自身的键以及 entry、body、headers、query；求值失败视为不成立。`,
    },
  }
}

function map(name: string, label: Words, hint: Words): Field {
  return { name, kind: 'map', of: 'extract', label, hint, required: false, secret: false }
}
