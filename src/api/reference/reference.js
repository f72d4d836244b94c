// In: /api/v1/openapi.json. Out: a page to read it on.
// What must hold: every text is put in as text, never as mark-up.

/** How deep the types inside a type are shown; deeper ones by their names. */
const DEPTH_MAX = 4

const page = {
  about: document.querySelector('#about'),
  tags: document.querySelector('#tags'),
  operations: document.querySelector('#operations'),
  find: document.querySelector('#find'),
}

/** An element with attributes and children; texts become text nodes. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

/** A schema as a type that people can read, indented by two spaces a level. */
function typeText(schema, schemas, { depth, refs } = { depth: 0, refs: 0 }) {
  if (schema === undefined) return 'anything'
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1)
    return refs >= DEPTH_MAX ? name : typeText(schemas[name], schemas, { depth, refs: refs + 1 })
  }
  if (schema.enum !== undefined)
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.anyOf !== undefined)
    return schema.anyOf.map((one) => typeText(one, schemas, { depth, refs })).join(' | ')
  if (schema.type === 'array') return `[ ${typeText(schema.items, schemas, { depth, refs })} … ]`
  if (schema.type !== 'object') return schema.type ?? 'anything'
  return objectText(schema, schemas, { depth, refs })
}

function objectText(schema, schemas, { depth, refs }) {
  if (schema.additionalProperties !== undefined)
    return `{ "…": ${typeText(schema.additionalProperties, schemas, { depth, refs })} }`
  const properties = Object.entries(schema.properties ?? {})
  if (properties.length === 0) return '{ }'
  const space = '  '.repeat(depth + 1)
  const lines = properties.flatMap(([name, one]) => {
    const mark = schema.required?.includes(name) ? '' : '?'
    const line = `${space}${name}${mark}: ${typeText(one, schemas, { depth: depth + 1, refs })}`
    return one.description === undefined ? [line] : [`${space}// ${one.description}`, line]
  })
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`
}

function section(title, ...children) {
  return element('section', {}, element('h3', {}, title), ...children)
}

function parameters(operation) {
  if (operation.parameters.length === 0) return []
  const rows = operation.parameters.map(({ name, in: place, required, description = '' }) =>
    element(
      'tr',
      {},
      element('td', {}, element('code', {}, name)),
      element('td', {}, `${place}${required ? ', needed' : ''}`),
      element('td', {}, description),
    ),
  )
  return [section('Parameters', element('table', {}, element('tbody', {}, ...rows)))]
}

function card({ path, method, operation }, schemas) {
  const body = operation.requestBody?.content['application/json'].schema
  const [status, answer] = Object.entries(operation.responses)[0]
  const [type, { schema }] = Object.entries(answer.content)[0]
  const inside = element('div', { class: 'inside' })
  const made = element(
    'details',
    { id: operation.operationId },
    element(
      'summary',
      {},
      element('b', { class: 'method' }, method.toUpperCase()),
      element('code', {}, path),
      element('span', {}, ` · ${operation.summary}`),
    ),
    inside,
  )
  const fill = () => {
    if (!made.open || inside.childNodes.length > 0) return
    inside.append(
      element('p', {}, (operation.description ?? 'Open to all.').replaceAll('`', '')),
      ...parameters(operation),
      ...(body === undefined
        ? []
        : [section('Body', element('pre', { tabindex: '0' }, typeText(body, schemas)))]),
      section(
        `Answer ${status}, ${type}`,
        element('pre', { tabindex: '0' }, typeText(schema, schemas)),
      ),
    )
  }
  made.addEventListener('toggle', fill)
  return {
    made,
    words:
      `${method} ${path} ${operation.summary} ${typeText(body, schemas)} ${typeText(schema, schemas)}`.toLowerCase(),
  }
}

function show({ info, tags, paths, components }) {
  page.about.textContent = info.description
  const cards = []
  for (const { name } of tags) {
    const heading = element('h2', { id: `part-${name}` }, name)
    const group = element('section', {}, heading)
    for (const [path, methods] of Object.entries(paths))
      for (const [method, operation] of Object.entries(methods)) {
        if (operation.tags[0] !== name) continue
        const one = card({ path, method, operation }, components.schemas)
        group.append(one.made)
        cards.push({ ...one, group })
      }
    page.tags.append(element('a', { href: `#part-${name}` }, name))
    page.operations.append(group)
  }
  page.find.addEventListener('input', () => filter(cards, page.find.value.trim().toLowerCase()))
  const named = document.getElementById(location.hash.slice(1))
  if (named instanceof HTMLDetailsElement) named.open = true
  named?.scrollIntoView()
}

function filter(cards, wanted) {
  for (const { made, words } of cards) made.hidden = !words.includes(wanted)
  for (const { group } of cards)
    group.hidden = group.querySelector('details:not([hidden])') === null
}

try {
  const answer = await fetch('/api/v1/openapi.json')
  show(await answer.json())
} catch {
  page.about.textContent = 'The hub does not answer. Load this page again in a moment.'
}
