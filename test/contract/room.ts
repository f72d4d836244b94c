import type { MessageRoom } from '../../src/contract/channel.ts'
import type { Message, MessageAlert } from '../../src/model/message.ts'
import type { ToldState } from '../../src/model/notification.ts'
import { aMessage } from './messages.ts'

/** What the deliver stage takes a line for: its title, at most 240 bytes, and what stands around it. */
const LINE_OVERHEAD_BYTES = 60
const TITLE_BYTES_MAX = 240

/** Titles of 240 bytes and short ones: of letters, of Chinese, of what escapes badly; and short ones. */
export const TITLES: ReadonlyMap<string, string> = new Map([
  ['of letters', repeatTo('disk usage of the database is high ')],
  ['in Chinese', repeatTo('数据库实例磁盘使用率过高')],
  ['that escape badly', repeatTo('disk "sda_1" on \\\\nas\\a & <b> at 97% [x](y) *now* ')],
  ['of quotes and backslashes', repeatTo('"\\ ')],
  ['that are short', 'CPU 高'],
])

/** As much of `unit` as 240 bytes hold. */
function repeatTo(unit: string): string {
  let text = ''
  for (const character of unit.repeat(TITLE_BYTES_MAX)) {
    if (Buffer.byteLength(text + character, 'utf8') > TITLE_BYTES_MAX) break
    text += character
  }
  return text
}

/** How many lines with this title fill a room, by the deliver stage's estimate. */
export function linesIn(room: MessageRoom, title: string): number {
  const weight = Math.min(title.length * 3, TITLE_BYTES_MAX) + LINE_OVERHEAD_BYTES
  return Math.min(room.entriesMax, Math.floor(room.bytesMax / weight))
}

/** A digest of so many alerts, each with its place behind its title. */
export function digestOf(count: number, title: string): Message {
  const states: readonly ToldState[] = ['firing', 'resolved', 'notice']
  const numbers = Array.from({ length: count }, (_, index) => index)
  return aMessage({
    kind: 'digest',
    language: 'zh',
    title: `${count} 个告警，${count} 个已恢复，${count} 条通知`,
    blocks: [
      { kind: 'text', text: '本群机器人已达发送上限，以下内容合并为一条消息：' },
      {
        kind: 'lines',
        lines: numbers.map((index) => ({
          severity: 'warning',
          state: states[index % 3] ?? 'firing',
          text: `${title} (i-bp1abcdefghij${index})`,
        })),
      },
    ],
    links: [],
    alerts: numbers.map((index) => anAlert(index, title)),
  })
}

function anAlert(index: number, title: string): MessageAlert {
  return {
    id: `al_01K9ZV8Q3M4N5P6R7S8T9V0W${index}`,
    eventId: `ev_01K9ZV8Q3M4N5P6R7S8T9V0X${index}`,
    state: 'firing',
    severity: 'warning',
    name: 'Instance:SystemFailure.Reboot',
    title,
    status: 'Executing',
    labels: {
      source: 'aliyun',
      product: 'ECS',
      region: 'cn-hangzhou',
      resource: `acs:ecs:cn-hangzhou:1234567890123456:instance/i-bp1abcdefghij${index}`,
      instance: `i-bp1abcdefghij${index}`,
      account: '1234567890123456',
    },
    fields: [
      { label: '实例', value: `i-bp1abcdefghij${index}` },
      { label: '地域', value: '华东1（杭州）' },
      { label: '时间', value: '2026-03-05 10:15:01 +08:00' },
    ],
    links: [
      {
        text: 'ECS 控制台',
        url: `https://ecs.console.aliyun.com/#/server/i-bp1abcdefghij${index}`,
      },
    ],
    at: 1_772_668_800_000,
  }
}

/** What a link with which a message is answered looks like: long, signed, with an `@` after a `/`. */
export const ANSWERS = ['acknowledge', 'resolve', 'silence', 'escalate'].map((name) => ({
  text: name,
  url: `https://hub.example.com/answer/@${name}/${'eyJhbGciOiJIUzI1NiJ9.Zm9v_-'.repeat(8)}?exp=1772668800&sig=aGVsbG8_d29ybGQ-Zm9vYmFyYmF6%3D&x=~1.2`,
}))

/** Every http(s) address in a rendered body, as a reader's client would open it. */
export function addressesIn(body: string): ReadonlySet<string> {
  const texts = textsIn(JSON.parse(body)).map((text) => text.replaceAll('&amp;', '&'))
  const found = texts.flatMap((text) => text.match(/\b(?:https?|dingtalk):\/\/[^\s<>|)"]+/g) ?? [])
  // In an address, an encoded `@` is the same.
  return new Set(found.map((address) => unwrapped(address).replaceAll('%40', '@')))
}

/** DingTalk opens what stands in its own address, in the browser. */
function unwrapped(address: string): string {
  if (!address.startsWith('dingtalk:')) return address
  return /pc_slide=false&url=(.*)$/.exec(address)?.[1]?.replace(/.*/, decodeURIComponent) ?? address
}

/** Every text in a JSON value. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}
