import type { Json } from './json.ts'
/** Whether an object's labels fit a label selector: `a=b`, `a!=b`, `a`, `!a`, `a in (b,c)`, `a notin (b,c)`. */
export function hasLabels(object: Json, selector: string): boolean {
  const labels: Record<string, string> = object.metadata.labels ?? {}
  return selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .every((part) => fits(labels, part))
}

function fits(labels: Record<string, string>, part: string): boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part)
  if (set) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim())
    return values.includes(labels[set[1] ?? ''] ?? '') === (set[2] === 'in')
  }
  const [, key = '', operator, value] = /^(!?[^=!]+?)\s*(?:(!=|==?)\s*(.*))?$/.exec(part) ?? []
  if (operator === undefined)
    return key.startsWith('!') ? labels[key.slice(1)] === undefined : labels[key] !== undefined
  return (labels[key] === value) === (operator !== '!=')
}

/** Whether an object fits a field selector over its name and namespace. */
export function hasFields(object: Json, selector: string): boolean {
  return selector
    .split(',')
    .filter((part) => part !== '')
    .every((part) => {
      const [, field = '', operator, value] = /^([^=!]+)(!=|==?)(.*)$/.exec(part) ?? []
      const found = field.split('.').reduce((at, step) => at?.[step], object)
      return (found === value) === (operator !== '!=')
    })
}
