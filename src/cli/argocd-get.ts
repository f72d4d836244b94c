import { stringify } from 'yaml'
import { upstreamTable } from './argocd-table.ts'
import { print } from './output.ts'

export const OUTPUTS = ['wide', 'name', 'json', 'yaml'] as const
export type Output = (typeof OUTPUTS)[number]

/** Prints named things as upstream's `get` does. */
export function printNamed<Item>(
  items: ReadonlyMap<string, Item>,
  {
    output,
    header,
    rows,
    value,
  }: {
    readonly output: Output
    readonly header: readonly string[]
    readonly rows: (name: string, item: Item) => readonly (readonly string[])[]
    readonly value: (item: Item) => unknown
  },
): void {
  const sorted = [...items].toSorted(([one], [other]) => (one < other ? -1 : 1))
  if (output === 'name') for (const [name] of sorted) print(name)
  else if (output === 'wide') {
    const table = [header, ...sorted.flatMap(([name, item]) => rows(name, item))]
    for (const line of upstreamTable(table)) print(line)
  } else {
    const named = Object.fromEntries(sorted.map(([name, item]) => [name, value(item)]))
    print(
      output === 'json'
        ? JSON.stringify(named, undefined, 2)
        : stringify(named, { sortMapEntries: true, lineWidth: 0 }).trimEnd(),
    )
  }
}
