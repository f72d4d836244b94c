import { isoTime } from '../base/clock.ts'
import type { ChatVolume } from '../model/policy-volume.ts'
import type { LocalText } from '../model/text.ts'
import type { VolumeReport } from './volume.ts'

const HOUR_MS = 60 * 60_000

type Facts = Omit<VolumeReport, 'sentence' | 'examples'>

/** The report in a few plain sentences. */
export function volumeSentence(facts: Facts): LocalText {
  const chats = facts.chats.filter(isCrowded).map(crowdSentence)
  const parts = [headSentence(facts), ...chats]
  return {
    en: parts.map(({ en }) => en).join(' '),
    zh: parts.map(({ zh }) => zh).join(''),
  }
}

type Words = { readonly en: string; readonly zh: string }

function headSentence(facts: Facts): Words {
  const { policy, events, alerts, notices, messages, messagesPerDay, busiest } = facts
  const hours = Math.round((facts.until - facts.since) / HOUR_MS)
  const time =
    hours % 24 === 0
      ? { en: counted(hours / 24, 'day'), zh: `${hours / 24} 天` }
      : { en: counted(hours, 'hour'), zh: `${hours} 小时` }
  if (events === 0)
    return {
      en: `In ${time.en} the policy "${policy}" would have matched nothing.`,
      zh: `${time.zh}内，策略“${policy}”未匹配任何事件。`,
    }
  const peak = busiest ? hourOf(busiest.at) : ''
  const most = busiest?.messages ?? 0
  return {
    en: `In ${time.en} the policy "${policy}" would have matched ${counted(events, 'event')} (${counted(alerts, 'alert')}, ${counted(notices, 'notice')}) and sent ${counted(messages, 'message')}: ${messagesPerDay} a day, ${most} in the busiest hour${peak === '' ? '' : ` (${peak})`}.`,
    zh: `${time.zh}内，策略“${policy}”将匹配 ${events} 个事件（${alerts} 个告警，${notices} 个通知），发送 ${messages} 条消息：日均 ${messagesPerDay} 条，最忙的一小时${peak === '' ? '' : `（${peak}）`}${most} 条。`,
  }
}

function isCrowded({ overLimit, merged }: ChatVolume): boolean {
  return overLimit > 0 || merged > 0
}

function crowdSentence({ contact, channel, limit, overLimit, merged, digests }: ChatVolume): Words {
  const window = limit.windowMs / 1000
  const rate = {
    en: window === 60 ? `${limit.messagesMax} a minute` : `${limit.messagesMax} in ${window} s`,
    zh: window === 60 ? `每分钟 ${limit.messagesMax} 条` : `${window} 秒 ${limit.messagesMax} 条`,
  }
  return {
    en: `For ${contact} (${channel}) more than the limit of ${rate.en} would have come due ${counted(overLimit, 'time')}, and ${counted(merged, 'message')} would have been merged into ${counted(digests, 'digest')}.`,
    zh: `${contact}（${channel}）将 ${overLimit} 次超过限额（${rate.zh}），${merged} 条消息合并为 ${digests} 条汇总。`,
  }
}

function hourOf(at: number): string {
  return `${isoTime(at).slice(0, 16).replace('T', ' ')} UTC`
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}
