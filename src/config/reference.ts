import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { Field } from '../contract/fields.ts'
import { inLanguage } from '../model/text.ts'
import { keyOfField } from './adapter.ts'
import { type Adapters, configurationShape } from './definition.ts'
import { formatDuration } from './duration.ts'
import { WARNING_CODES } from './problem.ts'
import type { Adapter, JsonSchema, Key, Keys, Shape } from './shape.ts'

/** The JSON Schema (draft 7) of `tocsin.yaml`, for editors. */
export function schemaOf(adapters: Adapters): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Tocsin configuration',
    ...configurationShape(adapters).schema,
  }
}

/** The reference page of the configuration, as Markdown. */
export function referenceOf(adapters: Adapters): string {
  const shape = configurationShape(adapters)
  const sections = sectionsOf(shape, '')
  const warnings = Object.entries(WARNING_CODES).map(([code, text]) => `| \`${code}\` | ${text} |`)
  return [
    INTRODUCTION,
    ...sections,
    '## Warnings',
    'A configuration with warnings runs. `tocsin check` lists them.',
    ['| code | meaning |', '|---|---|', ...warnings].join('\n'),
  ]
    .join('\n\n')
    .concat('\n')
}

const INTRODUCTION = `# Configuration

<!-- Generated from src/config and the adapters' fields. Edit those, not this page. -->

Everything is in one YAML file, \`tocsin.yaml\`. It is strict: an unknown key, a name that is not
defined or a value of the wrong kind is an error with its line, and a hub that is running keeps its
last good configuration until the file is right again. \`tocsin check\` says what is wrong.

**Environment variables.** Inside any value in quotes, \`\${NAME}\` stands for the environment
variable, \`\${NAME:-default}\` gives a default where it is unset or empty, and \`$\${\` is a plain
\`\${\`. A variable that is not set is an error.

**Secrets.** A setting marked *secret*, and a source's \`key\`, may also be read from a file:
\`{ file: path }\`, relative to the folder of \`tocsin.yaml\`; a line break at its end is dropped.
Secrets appear in no message, log or page.

**Names** of sources, contacts, groups and policies have up to ${CONFIG_SHAPE_LIMITS.nameLengthMax} letters (of any script), digits,
\`.\`, \`_\` and \`-\`, and begin with a letter or digit.

**Durations** have units, the largest first: \`500ms\`, \`10s\`, \`5m\`, \`4h\`, \`1d\`, \`1h30m\`; at most ${formatDuration(CONFIG_SHAPE_LIMITS.durationMsMax)}.

**Texts that look like numbers**, such as \`mobile\`, stand in quotes: YAML would drop their leading
zeros.`

function sectionsOf(shape: Shape<unknown>, path: string): string[] {
  const { parts } = shape
  if (parts === undefined) return []
  switch (parts.kind) {
    case 'entries':
      return sectionsOf(parts.of, `${path}[]`)
    case 'named':
      return sectionsOf(parts.of, `${path}.<name>`)
    case 'section': {
      const inner = Object.entries(parts.keys).flatMap(([name, key]) =>
        sectionsOf(key.shape, path === '' ? name : `${path}.${name}`),
      )
      return [heading(path), tableOf(rowsOf(parts.keys)), ...inner]
    }
    case 'adapted': {
      const tables = parts.adapters.flatMap((adapter) => [
        `### \`${parts.tag}: ${adapter.type}\` (${inLanguage(adapter.title, 'en')})`,
        fieldTable(adapter),
      ])
      const choices = parts.adapters.map(({ type }) => `\`${type}\``).join(', ')
      const tag = `| \`${parts.tag}\` (required) | one of ${choices} |  | Which kind it is; its own keys are below. |`
      const inner = Object.entries(parts.own).flatMap(([name, key]) =>
        sectionsOf(key.shape, `${path}.${name}`),
      )
      return [heading(path), tableOf([tag, ...rowsOf(parts.own)]), ...inner, ...tables]
    }
  }
}

function heading(path: string): string {
  return path === '' ? '## At the top' : `## \`${path}\``
}

function tableOf(rows: readonly string[]): string {
  return ['| key | takes | default | what it does |', '|---|---|---|---|', ...rows].join('\n')
}

function rowsOf(keys: Keys): readonly string[] {
  return Object.entries(keys).map(([name, key]) => row(name, key))
}

function row(name: string, { shape, required, hint, standard }: Key<unknown>): string {
  const title = required ? `\`${name}\` (required)` : `\`${name}\``
  return `| ${[title, shape.title, standard ?? '', hint].map(cell).join(' | ')} |`
}

function fieldTable({ fields }: Adapter): string {
  if (fields.length === 0) return 'It has no keys of its own.'
  const rows = fields.map((field) => {
    const key = keyOfField(field)
    return row(field.name, { ...key, hint: fieldHint(field, key.hint) })
  })
  return tableOf(rows)
}

function fieldHint({ label, placeholder, secret }: Field, hint: string): string {
  const marks = secret ? ' *Secret.*' : ''
  const example = placeholder === undefined ? '' : ` Example: \`${placeholder}\``
  return `${inLanguage(label, 'en')}.${marks} ${hint}${example}`
}

/** Text for a cell: what would end the cell or the row is taken care of. */
function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')
}
