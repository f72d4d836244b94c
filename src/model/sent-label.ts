/**
 * Names of a sender's labels that the hub needs for itself. Such a label is kept under another name, as Prometheus does
 * with labels of a target that it sets itself; the way back is always clear, so that a matcher can be taken both ways.
 */
const TAKEN = new Set(['source', 'severity', 'kind', 'dedupKey'])
const PREFIX = 'exported_'

/** The name under which the hub keeps a sender's label: `severity` becomes `exported_severity`. */
export function hubLabel(name: string): string {
  return TAKEN.has(bare(name)) ? `${PREFIX}${name}` : name
}

/** The sender's own name of a label that the hub keeps under `name`; undefined for a label of the hub's own. */
export function sentLabel(name: string): string | undefined {
  if (TAKEN.has(name)) return undefined
  return TAKEN.has(bare(name)) ? name.slice(PREFIX.length) : name
}

/** Without what was put before it, however often. */
function bare(name: string): string {
  let rest = name
  while (rest.startsWith(PREFIX)) rest = rest.slice(PREFIX.length)
  return rest
}
