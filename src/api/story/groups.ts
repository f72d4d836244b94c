import type { Notification } from '../../model/notification.ts'
import type { Teller } from './facts.ts'
import { KINDS_ZH } from './words.ts'

/** When a group told, and how many messages that were. */
export const tellGroups: Teller = ({ notifications }) => {
  const grouped = notifications.filter(isOfGroup)
  // A group that has ended is no longer named: who told the same at the same moment belongs together.
  const flushes = Map.groupBy(grouped, ({ policy, createdAt, kind }) =>
    JSON.stringify([policy, createdAt, kind]),
  )
  return [...flushes.values()].flatMap((together) => {
    const [first] = together
    if (!first) return []
    const { createdAt: at, policy, kind } = first
    const entries = new Set(
      together.flatMap((one) => one.entries.map(({ subjectId }) => subjectId)),
    ).size
    const [alerts, messages] = [entries, together.length]
    return [
      {
        ...{ at, kind: 'group', policy },
        text: {
          en: `The group of "${policy}" tells (${kind}): ${counted(alerts, 'alert')} in ${counted(messages, 'message')}`,
          zh: `策略“${policy}”的分组通知（${KINDS_ZH[kind]}）：${alerts} 个告警，${messages} 条消息`,
        },
      },
    ]
  })
}

/** What a group tells by itself, and not in the place of another. */
function isOfGroup({ kind, trouble }: Notification): boolean {
  const isBeside = kind === 'digest' || kind === 'escalation' || kind === 'undelivered'
  return !isBeside && trouble === undefined
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}
