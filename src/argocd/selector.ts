// In: a label selector as Kubernetes writes it. Out: whether labels match it.

/** What is asked of one label; all of a selector must hold. */
type Requirement = {
  readonly key: string
  readonly test: (value: string | undefined) => boolean
}

export type Selector = { readonly matches: (labels: Readonly<Record<string, string>>) => boolean }

/** What is wrong with a selector, in upstream's words where it has them. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError'
}

/** An empty selector matches everything. Throws SelectorError. */
export function parseSelector(text: string): Selector {
  const requirements = split(text).map((part) => requirementOf(part, text))
  return {
    matches: (labels) =>
      requirements.every(({ key, test }) =>
        test(Object.hasOwn(labels, key) ? labels[key] : undefined),
      ),
  }
}

/** At commas that stand in no parentheses. */
function split(text: string): readonly string[] {
  if (text.trim() === '') return []
  return text.split(/,(?![^(]*\))/).map((part) => part.trim())
}

const NAME = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/
const VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)?$/

const FORM =
  /^(?:(?<not>!\s*)(?<absent>[^\s=!<>]+)|(?<key>[^\s=!<>]+)(?:\s*(?<operator>==|=|!=|>|<)\s*(?<value>[^\s=!<>,]*)|\s+(?<set>in|notin)\s*\((?<list>[^)]*)\))?)$/

function requirementOf(part: string, text: string): Requirement {
  const groups = FORM.exec(part)?.groups
  if (groups === undefined) throw unable(text, `found '${part}'`)
  const { absent, key = absent ?? '', operator, value = '', set, list = '' } = groups
  if (!NAME.test(key)) throw unable(text, `invalid label key '${key}'`)
  const values = set === undefined ? [value] : list.split(',').map((one) => one.trim())
  const bad = values.find((one) => one.length > 63 || !VALUE.test(one))
  if (bad !== undefined) throw unable(text, `invalid label value '${bad}'`)
  return { key, test: testOf({ isAbsent: absent !== undefined, operator, set, values }, text) }
}

type Asked = {
  readonly isAbsent: boolean
  readonly operator: string | undefined
  readonly set: string | undefined
  readonly values: readonly string[]
}

function testOf({ isAbsent, operator, set, values }: Asked, text: string): Requirement['test'] {
  if (isAbsent) return (value) => value === undefined
  if (operator === '>' || operator === '<') {
    const bound = integerOf(values[0] ?? '')
    if (bound === undefined) throw unable(text, `for '${operator}' the value must be an integer`)
    return (value) => {
      const integer = integerOf(value ?? '')
      if (integer === undefined) return false
      return operator === '>' ? integer > bound : integer < bound
    }
  }
  if (operator === '!=' || set === 'notin')
    return (value) => value === undefined || !values.includes(value)
  if (operator !== undefined || set !== undefined)
    return (value) => value !== undefined && values.includes(value)
  return (value) => value !== undefined
}

function integerOf(text: string): bigint | undefined {
  return /^[-+]?\d+$/.test(text) ? BigInt(text) : undefined
}

function unable(text: string, why: string): SelectorError {
  return new SelectorError(`unable to parse requirement: ${why} in '${text}'`)
}
