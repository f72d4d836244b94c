/** How a label is compared, as matchers have it. */
export const OPERATORS = ['=', '!=', '=~', '!~'] as const

export type Condition = {
  readonly label: string
  readonly operator: (typeof OPERATORS)[number]
  readonly value: string
}

export type SimplePolicy = {
  readonly conditions: readonly Condition[]
  /** Whether all have to hold, or one of them. */
  readonly join: 'all' | 'any'
  /** Who is told; nobody where empty. */
  readonly to: string
}

/** A simple policy as tocsin.yaml has it: matchers where all have to hold, else an expr condition. */
export function policyText({ conditions, join, to }: SimplePolicy): string {
  const given = conditions.filter(({ label }) => label !== '')
  const match = join === 'all' || given.length < 2
  const lines = match
    ? [`match: [${given.map((one) => single(matcher(one))).join(', ')}]`]
    : ['match: []', `when: ${single(given.map(expression).join(' || '))}`]
  const notify = to === '' ? 'notify: []' : `notify: [{ to: ${JSON.stringify(to)} }]`
  return [...lines, notify].join('\n')
}

function matcher({ label, operator, value }: Condition): string {
  const name = /^[A-Za-z_]\w*$/.test(label) ? label : JSON.stringify(label)
  return `${name}${operator}${JSON.stringify(value)}`
}

/** A label that an event does not have is the empty text, as for matchers. */
function expression({ label, operator, value }: Condition): string {
  const found = `(labels[${JSON.stringify(label)}] ?? "")`
  const text = JSON.stringify(value)
  const whole = JSON.stringify(`^(?:${value})$`)
  if (operator === '=') return `${found} == ${text}`
  if (operator === '!=') return `${found} != ${text}`
  return operator === '=~' ? `${found} matches ${whole}` : `not (${found} matches ${whole})`
}

/** In single quotes YAML leaves everything as it is but these. */
function single(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
