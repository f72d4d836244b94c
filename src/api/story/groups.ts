import type { Teller } from './facts.ts'

/** When a group told, and how many messages that were. */
export const tellGroups: Teller = ({ notifications }) => {
  const grouped = notifications.filter(
    ({ groupId, kind }) => groupId !== undefined && kind !== 'digest',
  )
  const flushes = Map.groupBy(grouped, ({ groupId, createdAt, kind }) =>
    JSON.stringify([groupId, createdAt, kind]),
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
          zh: `策略“${policy}”的分组通知（${kind}）：${alerts} 个告警，${messages} 条消息`,
        },
      },
    ]
  })
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}
