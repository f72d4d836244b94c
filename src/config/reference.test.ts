import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { configurationSchema, renderReference } from './config.ts'
import { ADAPTERS } from './testing/adapters.ts'
import { fixtureText } from './testing/fixtures.ts'

describe('the reference page', () => {
  const page = renderReference(ADAPTERS)

  test('names every key, every setting of the adapters, and every default', () => {
    for (const words of [
      '`sources`',
      '`contacts`',
      '`contactGroups`',
      '`policies`',
      '`fallback`',
      '`match`',
      '`key` (required)',
      '`by`',
      '`wait`',
      '`interval`',
      '`repeat`',
      '`to`',
      '`schedule`',
      '`severities`',
      '`recoveries`',
      '`type: cloudmonitor` (CloudMonitor)',
      '`channel: dingtalk` (DingTalk)',
      '`perMinute`',
      '`url` (required)',
      '`4h`',
      '`[alert]`',
    ])
      expect(page).toContain(words)
  })

  test('has rows of four cells only', () => {
    const rows = page
      .split('\n')
      .filter((line) => line.startsWith('| `') && !line.includes('TOCSIN_'))
    expect(rows.length).toBeGreaterThan(25)
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(6)
  })
})

describe("the editor's schema", () => {
  const schema: Schema = JSON.parse(JSON.stringify(configurationSchema(ADAPTERS)))

  test('takes the good file', () => {
    expect(faults(schema, parse(fixtureText('good.yaml')))).toEqual([])
  })

  test.each([
    'unknown-top-key',
    'unknown-endpoint-key',
    'unknown-policy-key',
    'unknown-channel',
    'unknown-source-type',
    'source-without-key',
    'url-missing',

    'match-missing',
    'match-is-a-text',
    'severity-misspelt',
    'severities-empty',
    'language-misspelt',
    'mobile-is-a-number',
    'duration-without-unit',
    'duration-decimal',
    'boolean-is-a-word',
    'number-out-of-range',
    'number-is-a-text',
    'choice-misspelt',
  ])('refuses %s', (name) => {
    expect(faults(schema, parse(fixtureText(`${name}.yaml`)))).not.toEqual([])
  })
})

type Schema = { readonly [keyword: string]: unknown }

/** The few keywords of JSON Schema that the configuration's schema uses. */
function faults(schema: unknown, value: unknown): string[] {
  if (!isRecord(schema)) return []
  const { anyOf, oneOf } = schema
  if (Array.isArray(anyOf) && schema['type'] === undefined)
    return anyOf.some((one) => faults(one, value).length === 0) ? [] : ['anyOf']
  if (Array.isArray(oneOf))
    return oneOf.filter((one) => faults(one, value).length === 0).length === 1 ? [] : ['oneOf']
  if ('const' in schema) return schema['const'] === value ? [] : ['const']
  if (Array.isArray(schema['enum'])) return schema['enum'].includes(value) ? [] : ['enum']
  switch (schema['type']) {
    case 'string':
      return typeof value === 'string' &&
        new RegExp(typeof schema['pattern'] === 'string' ? schema['pattern'] : '').test(value) &&
        value.length >= Number(schema['minLength'] ?? 0)
        ? []
        : ['string']
    case 'boolean':
      return typeof value === 'boolean' ? [] : ['boolean']
    case 'number':
      return typeof value === 'number' &&
        value >= Number(schema['minimum'] ?? value) &&
        value <= Number(schema['maximum'] ?? value)
        ? []
        : ['number']
    case 'array':
      if (!Array.isArray(value) || value.length < Number(schema['minItems'] ?? 0)) return ['array']
      return value.flatMap((entry) => faults(schema['items'], entry))
    case 'object':
      return isRecord(value) ? faultsOfObject(schema, value) : ['object']
    default:
      return [`a keyword that this test does not know: ${JSON.stringify(schema)}`]
  }
}

function faultsOfObject(schema: Schema, value: Schema): string[] {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const missing = required.filter((name) => !Object.hasOwn(value, String(name)))
  const others = schema['additionalProperties']
  const sets = Array.isArray(schema['anyOf']) ? schema['anyOf'] : [{ required: [] }]
  const isComplete = sets.some(({ required: names }) =>
    names.every((name: string) => Object.hasOwn(value, name)),
  )
  const inner = Object.entries(value).flatMap(([name, entry]) => {
    if (Object.hasOwn(properties, name)) return faults(properties[name], entry)
    return others === false ? [`unknown ${name}`] : faults(others, entry)
  })
  return [...missing.map(String), ...(isComplete ? [] : ['anyOf']), ...inner]
}

function isRecord(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
