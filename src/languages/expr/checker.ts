// In: a syntax tree. Out: the natures of its nodes, written into them, or a Failure at the first thing that cannot be.
// Only what is written in the expression has a nature; what the environment holds is unknown.
// What upstream leaves unchecked (the arguments of unknown functions) stays unchecked.
import type { Node, NodeOf } from './ast.ts'
import type { Builtin } from './builtin.ts'
import { checkBinary } from './checker-binary.ts'
import { assertedTypes, checkArguments } from './checker-call.ts'
import { checkPredicateCall, type PredicateScope } from './checker-predicates.ts'
import { Failure } from './failure.ts'
import { methodNature } from './methods.ts'
import {
  anyType,
  arrayType,
  boolType,
  bytesType,
  elemOf,
  floatType,
  intType,
  isArray,
  isAssignable,
  isBool,
  isInteger,
  isNumber,
  isString,
  isUnknown,
  keyOf,
  kindOfNature,
  listOf,
  mapType,
  type Nature,
  natureOf,
  nilNature,
  showNature,
  stringType,
  unknown,
} from './nature.ts'

/** What names mean. */
export type Names = {
  /** The functions of the caller, by name. */
  readonly functions: ReadonlyMap<string, Builtin>
  readonly builtins: ReadonlyMap<string, Builtin>
  /** With an environment that is known beforehand: what is in it; else undefined. */
  readonly environment: ReadonlyMap<string, Nature> | undefined
}

/** Checks a tree and gives its nature; throws a Failure. */
export function check(root: Node, names: Names): Nature {
  const checker = new Checker(names)
  const nature = checker.visit(root)
  if (checker.failure) throw checker.failure
  return nature
}

export class Checker {
  readonly names: Names
  failure: Failure | undefined
  readonly #scopes: PredicateScope[] = []
  readonly #variables: { name: string; nature: Nature }[] = []

  constructor(names: Names) {
    this.names = names
  }

  /** Finds a node's nature and writes it into the node. */
  visit(node: Node): Nature {
    const nature = this.#natureOfNode(node)
    node.nature = nature
    return nature
  }

  /** Keeps the first failure; the node is then unknown. */
  fail(node: Node, reason: string): Nature {
    this.failure ??= new Failure(reason, node.at)
    return unknown
  }

  /** Visits a predicate with what it can point to. */
  visitPredicate(predicate: Node, scope: PredicateScope): Nature {
    this.#scopes.push(scope)
    const nature = this.visit(predicate)
    this.#scopes.pop()
    return nature
  }

  #natureOfNode(node: Node): Nature {
    switch (node.kind) {
      case 'nil':
      case 'pair':
        return this.#nil(node)
      case 'identifier':
        return this.#identifier(node)
      case 'integer':
        return natureOf(intType)
      case 'float':
        return natureOf(floatType)
      case 'bool':
        return natureOf(boolType)
      case 'string':
        return natureOf(stringType)
      case 'bytes':
        return natureOf(bytesType)
      case 'constant':
        return node.nature
      case 'unary':
        return this.#unary(node)
      case 'binary':
        return checkBinary(this, node)
      case 'chain':
        return this.visit(node.node)
      case 'member':
        return this.#member(node)
      case 'slice':
        return this.#slice(node)
      case 'call':
        return this.#call(node)
      case 'builtin':
        return this.#builtin(node)
      case 'predicate':
        return { type: { name: 'func', kind: 'func' }, ref: this.visit(node.node) }
      case 'pointer':
        return this.#pointer(node)
      case 'let':
        return this.#let(node)
      case 'sequence':
        return node.nodes.map((child) => this.visit(child)).at(-1) ?? unknown
      case 'conditional':
        return this.#conditional(node)
      case 'array':
        return this.#array(node)
      case 'map':
        for (const pair of node.pairs) this.visit(pair)
        return natureOf(mapType)
    }
  }

  #nil(node: Node): Nature {
    if (node.kind === 'pair') {
      this.visit(node.key)
      this.visit(node.value)
    }
    return nilNature
  }

  #identifier(node: NodeOf<'identifier'>): Nature {
    const variable = this.#variables.findLast((entry) => entry.name === node.name)
    if (variable) return variable.nature
    if (node.name === '$env') return unknown
    const known = this.names.environment?.get(node.name)
    if (known) return known
    const fn = this.names.functions.get(node.name) ?? this.names.builtins.get(node.name)
    if (fn) return { type: fn.type, builtin: fn }
    if (this.names.environment) return this.fail(node, `unknown name ${node.name}`)
    return unknown
  }

  #unary(node: NodeOf<'unary'>): Nature {
    const nature = this.visit(node.node)
    if (node.operator === '!' || node.operator === 'not') {
      if (isBool(nature) || isUnknown(nature)) return natureOf(boolType)
    } else {
      if (isNumber(nature)) return nature
      if (isUnknown(nature)) return unknown
    }
    return this.fail(
      node,
      `invalid operation: ${node.operator} (mismatched type ${showNature(nature)})`,
    )
  }

  #member(node: NodeOf<'member'>): Nature {
    if (node.node.kind === 'identifier' && node.node.name === '$env') {
      if (node.property.kind !== 'string' || !this.names.environment) return unknown
      const known = this.names.environment.get(node.property.value)
      if (known || node.optional) return known ?? unknown
      return this.fail(node, `unknown name ${node.property.value}`)
    }
    const base = this.visit(node.node)
    const property = this.visit(node.property)
    if (isUnknown(base)) return unknown
    const name = node.property.kind === 'string' ? node.property.value : undefined
    if (name !== undefined) {
      if (base.isNil) return this.fail(node, `type nil has no field ${name}`)
      const method = methodNature(base, name)
      if (method) return method
    }
    if (kindOfNature(base) === 'map') return this.#mapMember(node, base, property)
    if (isArray(base)) {
      if (isInteger(property) || isUnknown(property)) return elemOf(base)
      return this.fail(
        node.property,
        `array elements can only be selected using an integer (got ${showNature(property)})`,
      )
    }
    if (name === undefined) {
      return this.fail(node, `type ${showNature(base)}[${showNature(property)}] is undefined`)
    }
    const what = node.method ? 'method' : 'field'
    return this.fail(node, `type ${showNature(base).replace(/^\*/, '')} has no ${what} ${name}`)
  }

  #mapMember(node: NodeOf<'member'>, base: Nature, property: Nature): Nature {
    if (isAssignable(property, keyOf(base)) || isUnknown(property)) return elemOf(base)
    return this.fail(
      node.property,
      `cannot use ${showNature(property)} to get an element from ${showNature(base)}`,
    )
  }

  #slice(node: NodeOf<'slice'>): Nature {
    const nature = this.visit(node.node)
    if (isUnknown(nature)) return unknown
    if (!isString(nature) && !isArray(nature)) {
      return this.fail(node, `cannot slice ${showNature(nature)}`)
    }
    for (const bound of [node.from, node.to]) {
      if (!bound) continue
      const index = this.visit(bound)
      if (!isInteger(index) && !isUnknown(index)) {
        return this.fail(bound, `non-integer slice index ${showNature(index)}`)
      }
    }
    return nature
  }

  #call(node: NodeOf<'call'>): Nature {
    const { callee } = node
    // A call whose result is known was checked before, as an argument of an overloaded function.
    const { type } = node.nature
    if (type !== undefined && type.name !== anyType.name) return node.nature
    if (callee.kind === 'identifier' && callee.name === '$env') {
      const shown = this.names.environment ? 'map[string]interface {}' : 'unknown'
      return this.fail(node, `${shown} is not callable`)
    }
    const nature = this.visit(callee)
    if (isUnknown(nature)) return unknown
    if (nature.builtin) return this.checkFunction(nature.builtin, node, node.args)
    let name = 'function'
    if (callee.kind === 'identifier') name = callee.name
    if (callee.kind === 'member' && callee.property.kind === 'string') name = callee.property.value
    if (nature.isNil) return this.fail(node, `${name} is nil; cannot call nil as function`)
    if (kindOfNature(nature) !== 'func') {
      return this.fail(node, `${showNature(nature)} is not callable`)
    }
    node.asserted = assertedTypes(nature)
    const result = checkArguments(this, nature, { name, args: node.args, node })
    if (result instanceof Failure) {
      this.failure ??= result
      return unknown
    }
    return result
  }

  #builtin(node: NodeOf<'builtin'>): Nature {
    const predicateNature = checkPredicateCall(this, node)
    if (predicateNature) return predicateNature
    const builtin = this.names.builtins.get(node.name)
    if (!builtin) return this.fail(node, `unknown builtin ${node.name}`)
    if (node.name === 'get') return this.#get(node)
    return this.checkFunction(builtin, node, node.args)
  }

  #get(node: NodeOf<'builtin'>): Nature {
    const [from, key] = node.args
    if (!from || !key || node.args.length !== 2) {
      return this.fail(node, `invalid number of arguments (expected 2, got ${node.args.length})`)
    }
    const base = this.visit(from)
    const property = this.visit(key)
    if (from.kind === 'identifier' && from.name === '$env') {
      const known = key.kind === 'string' ? this.names.environment?.get(key.value) : undefined
      return known ?? unknown
    }
    if (isUnknown(base)) return unknown
    if (isArray(base)) {
      if (isInteger(property) || isUnknown(property)) return elemOf(base)
      return this.fail(key, `non-integer slice index ${showNature(property)}`)
    }
    if (kindOfNature(base) === 'map') {
      if (isAssignable(property, keyOf(base)) || isUnknown(property)) return elemOf(base)
      return this.fail(
        key,
        `cannot use ${showNature(property)} to get an element from ${showNature(base)}`,
      )
    }
    return this.fail(from, `type ${showNature(base)} does not support indexing`)
  }

  /** Checks the arguments of a builtin or of a function of the caller, and gives its result. */
  checkFunction(fn: Builtin, node: Node, args: Node[]): Nature {
    if (fn.validate) {
      const types = args.map((arg) => {
        const nature = this.visit(arg)
        return isUnknown(nature) ? anyType : nature.type
      })
      const result = fn.validate(types)
      return typeof result === 'string' ? this.fail(node, result) : natureOf(result)
    }
    const overloads = fn.overloads ?? [fn.type]
    let last: Failure | undefined
    for (const type of overloads) {
      const result = checkArguments(this, natureOf(type), { name: fn.name, args, node })
      if (!(result instanceof Failure)) return result
      last = result
    }
    this.failure ??= last
    return unknown
  }

  #pointer(node: NodeOf<'pointer'>): Nature {
    const scope = this.#scopes.at(-1)
    if (!scope) return this.fail(node, 'cannot use pointer accessor outside predicate')
    if (node.name === '') return isUnknown(scope.collection) ? unknown : elemOf(scope.collection)
    const variable = scope.variables?.[node.name]
    return variable ?? this.fail(node, `unknown pointer #${node.name}`)
  }

  #let(node: NodeOf<'let'>): Nature {
    const { name } = node
    if (this.names.environment?.has(name)) return this.fail(node, `cannot redeclare ${name}`)
    if (this.names.functions.has(name)) {
      return this.fail(node, `cannot redeclare function ${name}`)
    }
    if (this.names.builtins.has(name)) return this.fail(node, `cannot redeclare builtin ${name}`)
    if (this.#variables.some((entry) => entry.name === name)) {
      return this.fail(node, `cannot redeclare variable ${name}`)
    }
    const nature = this.visit(node.value)
    this.#variables.push({ name, nature })
    const body = this.visit(node.body)
    this.#variables.pop()
    return body
  }

  #conditional(node: NodeOf<'conditional'>): Nature {
    const condition = this.visit(node.condition)
    if (!isBool(condition) && !isUnknown(condition)) {
      return this.fail(
        node.condition,
        `non-bool expression (type ${showNature(condition)}) used as condition`,
      )
    }
    const whenTrue = this.visit(node.whenTrue)
    const whenFalse = this.visit(node.whenFalse)
    if (whenTrue.isNil) return whenFalse
    if (whenFalse.isNil) return whenTrue
    if (!isAssignable(whenTrue, whenFalse)) return unknown
    if (isArray(whenTrue) && isArray(whenFalse)) {
      const left = elemOf(whenTrue)
      const right = elemOf(whenFalse)
      if (!isAssignable(left, right) || !isAssignable(right, left)) return natureOf(arrayType)
    }
    return whenTrue
  }

  #array(node: NodeOf<'array'>): Nature {
    const natures = node.nodes.map((child) => this.visit(child))
    const [first, ...others] = natures
    const isUniform = others.every(
      (nature) => first !== undefined && kindOfNature(nature) === kindOfNature(first),
    )
    return isUniform ? listOf(natures.at(-1) ?? unknown) : natureOf(arrayType)
  }
}
