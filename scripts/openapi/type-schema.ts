import { readFileSync } from 'node:fs'
import { type ParseResult, parseSync } from 'oxc-parser'

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 takes it. */
export type Schema = { readonly [keyword: string]: unknown }

type Node = { readonly type: string; readonly start: number; readonly end: number } & Record<
  string,
  ReturnType<typeof Object>
>
type Declared = { readonly type: Node; readonly comment: string | undefined; readonly of: Text }

/** A parsed text: comments are found by where they end. */
type Text = { readonly source: string; readonly comments: ParseResult['comments'] }

/**
 * Makes JSON Schemas from TypeScript's types, as far as shapes of the API use them: objects, arrays, unions, literals,
 * records, `Pick`, `Omit`, `NonNullable` and intersections. Throws for what it does not know, so that nothing is left out.
 */
export class TypeSchemas {
  readonly #declared = new Map<string, Declared>()
  readonly #used = new Set<string>()

  constructor(paths: readonly string[]) {
    for (const path of paths) this.#read(readFileSync(path, 'utf8'))
  }

  /** The schema of a type that is written as in a file; named types are referred to. */
  of(text: string): Schema {
    const parsed = parse(`type Given = ${text}`)
    const [declaration] = parsed.program.body
    return this.#schema(asNode(declaration)['typeAnnotation'], parsed)
  }

  /** The schemas of all named types that were used so far, by name. */
  named(): Readonly<Record<string, Schema>> {
    const schemas = new Map<string, Schema>()
    for (const name of this.#used) schemas.set(name, this.#named(name))
    return Object.fromEntries([...schemas].toSorted(([one], [other]) => (one < other ? -1 : 1)))
  }

  #read(source: string): void {
    const parsed = parse(source)
    for (const statement of parsed.program.body) {
      const node = asNode(statement)
      const declaration = node.type === 'ExportNamedDeclaration' ? node['declaration'] : node
      if (declaration?.type !== 'TSTypeAliasDeclaration') continue
      const comment = commentBefore(node.start, parsed)
      const { id, typeAnnotation: type } = declaration
      this.#declared.set(id.name, { type, comment, of: parsed })
    }
  }

  #named(name: string): Schema {
    const declared = this.#declared.get(name)
    if (!declared) throw new Error(`Expected the type ${name} in api/wire*.ts, found none.`)
    return { ...described(declared.comment), ...this.#schema(declared.type, declared.of) }
  }

  #schema(node: Node, of: Text): Schema {
    const simple = SIMPLE[node.type]
    if (simple) return simple
    switch (node.type) {
      case 'TSTypeLiteral':
        return this.#object(node['members'], of)
      case 'TSArrayType':
        return { type: 'array', items: this.#schema(node['elementType'], of) }
      case 'TSTypeOperator':
        return this.#schema(node['typeAnnotation'], of)
      case 'TSParenthesizedType':
        return this.#schema(node['typeAnnotation'], of)
      case 'TSLiteralType':
        return { const: node['literal'].value }
      case 'TSUnionType':
        return this.#union(node['types'], of)
      case 'TSIntersectionType':
        return merged(node['types'].map((type: Node) => this.#inlined(type, of)))
      case 'TSTypeReference':
        return this.#reference(node, of)
      case 'TSIndexedAccessType':
        return this.#indexed(node, of)
      default:
        throw new Error(`Expected a type that the reference knows, found ${textOf(node, of)}.`)
    }
  }

  #object(members: readonly Node[], of: Text): Schema {
    const properties: Record<string, Schema> = {}
    const required: string[] = []
    for (const member of members) {
      const name: string = member['key'].name ?? member['key'].value
      const comment = commentBefore(member.start, of)
      const { typeAnnotation } = member['typeAnnotation']
      properties[name] = { ...described(comment), ...this.#schema(typeAnnotation, of) }
      if (!member['optional']) required.push(name)
    }
    return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) }
  }

  #union(types: readonly Node[], of: Text): Schema {
    const known = types.filter(({ type }) => type !== 'TSUndefinedKeyword')
    const schemas = known.map((type) => this.#schema(type, of))
    const [only] = schemas
    if (schemas.length === 1 && only) return only
    const literals = schemas.map((schema) => schema['const'])
    if (literals.every((value) => typeof value === 'string'))
      return { type: 'string', enum: literals }
    return { anyOf: schemas }
  }

  #reference(node: Node, of: Text): Schema {
    const name: string = node['typeName'].name
    const [first, second]: Node[] = node['typeArguments']?.params ?? []
    switch (name) {
      case 'Readonly':
      case 'NonNullable':
        return first ? this.#schema(first, of) : {}
      case 'Record':
        return { type: 'object', additionalProperties: second ? this.#schema(second, of) : {} }
      case 'Pick':
      case 'Omit':
        if (!first || !second) throw new Error(`Expected two types, found ${textOf(node, of)}.`)
        return picked(this.#inlined(first, of), names(second), name === 'Pick')
      default:
        this.#used.add(name)
        // What it refers to is used as well.
        if (!this.#declared.has(name)) this.#named(name)
        return { $ref: `#/components/schemas/${name}` }
    }
  }

  /** `Type['property']`. */
  #indexed(node: Node, of: Text): Schema {
    const { properties } = Object(this.#inlined(node['objectType'], of))
    const found = properties?.[node['indexType'].literal?.value]
    if (found === undefined) throw new Error(`Expected a property, found ${textOf(node, of)}.`)
    return found
  }

  /** A type with its own parts instead of a reference. */
  #inlined(node: Node, of: Text): Schema {
    const name = node.type === 'TSTypeReference' ? node['typeName'].name : undefined
    const declared = name === undefined ? undefined : this.#declared.get(name)
    return declared ? this.#schema(declared.type, declared.of) : this.#schema(node, of)
  }
}

const SIMPLE: Readonly<Record<string, Schema>> = {
  TSStringKeyword: { type: 'string' },
  TSNumberKeyword: { type: 'number' },
  TSBooleanKeyword: { type: 'boolean' },
  TSObjectKeyword: { type: 'object' },
  TSUnknownKeyword: {},
}

function parse(source: string): Text & Pick<ParseResult, 'program'> {
  const { program, comments, errors } = parseSync('wire.ts', source)
  if (errors.length > 0) throw new Error(`Expected TypeScript, found ${errors[0]?.message}`)
  return { source, comments, program }
}

/** The parser's own types name every kind of node; here they are looked at by their names. */
function asNode(value: unknown): Node {
  return value as Node // each use looks at `type` first
}

function textOf(node: Node, { source }: Text): string {
  return source.slice(node.start, node.end)
}

/** The doc comment that ends right before `start`. */
function commentBefore(start: number, { source, comments }: Text): string | undefined {
  const comment = comments.findLast(({ end }) => end <= start)
  if (comment?.type !== 'Block' || !comment.value.startsWith('*')) return undefined
  if (source.slice(comment.end, start).trim() !== '') return undefined
  return comment.value
    .replace(/^\*|\n\s*\*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function described(comment: string | undefined): Schema {
  return comment === undefined ? {} : { description: comment }
}

function names(node: Node): readonly string[] {
  const types: Node[] = node.type === 'TSUnionType' ? node['types'] : [node]
  return types.map((type) => String(type['literal']?.value))
}

function picked(schema: Schema, keys: readonly string[], isPick: boolean): Schema {
  const isWanted = (name: string): boolean => keys.includes(name) === isPick
  const { properties, required } = schema
  const kept = Object.entries(Object(properties)).filter(([name]) => isWanted(name))
  const needed = Array.isArray(required) ? required.filter(isWanted) : []
  return { type: 'object', properties: Object.fromEntries(kept), required: needed }
}

function merged(schemas: readonly Schema[]): Schema {
  const required = schemas.flatMap((schema) => Object(schema)['required'] ?? [])
  const properties = Object.assign({}, ...schemas.map(({ properties: own }) => own))
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) }
}
