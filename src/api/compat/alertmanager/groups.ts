// Which alerts are told together, as Alertmanager tells it: by policy and values of its labels, once for each receiver.
import type { Policy } from '../../../model/configuration.ts'
import type { Labels } from '../../../model/event.ts'
import type { ShownAlert } from './alerts.ts'
import type { AlertQuery } from './query.ts'
import { type AlertmanagerView, receiversOf } from './view.ts'

type Group = {
  readonly labels: Labels
  readonly receiver: string
  readonly alerts: ShownAlert[]
}

type WireGroup = {
  readonly alerts: readonly ShownAlert['wire'][]
  readonly labels: Labels
  readonly receiver: { readonly name: string }
}

/** The groups in Alertmanager's order: fewer labels first, then by names and values, then by receiver. */
export function groupsOf(
  shown: readonly ShownAlert[],
  { isReceiver = () => true }: Pick<AlertQuery, 'isReceiver'>,
  { policiesOf }: Pick<AlertmanagerView, 'policiesOf'>,
): readonly WireGroup[] {
  const groups = new Map<string, Group>()
  for (const one of shown) {
    for (const policy of policiesOf(one.alert)) {
      const labels = groupLabels(policy, one)
      for (const receiver of receiversOf(policy).filter(isReceiver)) {
        const key = JSON.stringify([policy.id, receiver, pairsOf(labels)])
        const known = groups.get(key)
        if (known) known.alerts.push(one)
        else groups.set(key, { labels, receiver, alerts: [one] })
      }
    }
  }
  return [...groups.values()].sort(inOrder).map(({ labels, receiver, alerts }) => ({
    alerts: alerts.map(({ wire }) => wire),
    labels,
    receiver: { name: receiver },
  }))
}

/** Only those that the alert has. Where each is told by itself, all of its own, as `...` does there. */
function groupLabels({ group }: Policy, { alert }: ShownAlert): Labels {
  if (group.by.includes('alert')) return alert.sent.labels
  const names = group.by.filter((name) => Object.hasOwn(alert.labels, name))
  return Object.fromEntries(names.map((name) => [name, alert.labels[name] ?? '']))
}

function pairsOf(labels: Labels): readonly (readonly [string, string])[] {
  return Object.entries(labels).sort(([one], [other]) => compare(one, other))
}

function inOrder(one: Group, other: Group): number {
  const names = Object.keys(one.labels)
  const others = Object.keys(other.labels)
  if (names.length !== others.length) return names.length - others.length
  for (const name of [...names, ...others].sort(compare)) {
    const order = compareValues(one.labels[name], other.labels[name])
    if (order !== 0) return order
  }
  return compare(one.receiver, other.receiver)
}

/** Whoever has no such label comes first. */
function compareValues(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined)
    return Number(one !== undefined) - Number(other !== undefined)
  return compare(one, other)
}

function compare(one: string, other: string): number {
  return Number(one > other) - Number(one < other)
}
