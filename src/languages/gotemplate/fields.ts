// In: a receiver and a field's name. Out: the map entry, struct field or method result that Go's templates find there.
// Must hold: only own keys of maps and the listed members of typed values are reachable.

import { elementType, type GoMap, GoValue, isMap, mapGet, nilList, typeOf } from '../values/kind.ts'
import { goInt } from '../values/number.ts'
import { quote } from '../values/text.ts'
import type { GoFunction } from './function.ts'
import { memberOf } from './members.ts'
import { givenMethod } from './method.ts'
import type { Execution } from './state.ts'

/** Where a receiver came from, to tell in an error whether Go held it in an interface. */
export type Container = 'concrete' | 'interface' | { readonly elementsOf: unknown }

/** One step of a chain without arguments and methods: `.name` on a map, the common case. */
export function plainEntry(receiver: unknown, name: string): unknown {
  if (typeof receiver !== 'object' || receiver === null) return undefined
  const prototype: unknown = Object.getPrototypeOf(receiver)
  if (prototype === Object.prototype || prototype === null) {
    return Object.hasOwn(receiver, name) ? Reflect.get(receiver, name) : undefined
  }
  return receiver instanceof Map ? receiver.get(name) : undefined
}

/** The method that a name means on a receiver, if it has one. */
export function methodOf(receiver: unknown, name: string): GoFunction | undefined {
  if (!(receiver instanceof GoValue)) return givenMethod(receiver, name)
  const member = memberOf(receiver, name)
  return member?.kind === 'method' ? member.method : undefined
}

/** `.name` on a receiver, when it is no method. */
export function fieldOf(
  execution: Execution,
  receiver: unknown,
  at: { name: string; hasArguments: boolean; container: Container },
): unknown {
  const { name, container } = at
  if (receiver === undefined) {
    if (execution.settings.missingKey === 'error') {
      execution.fail(`nil data; no entry for key ${quote(name)}`)
    }
    return undefined
  }
  if (receiver === null) {
    return execution.fail(`nil pointer evaluating ${containerType(container, receiver)}.${name}`)
  }
  if (isMap(receiver)) return entryOf(execution, receiver, at)
  if (receiver instanceof GoValue) {
    const member = memberOf(receiver, name)
    if (member?.kind === 'field') {
      if (at.hasArguments) {
        execution.fail(`${name} has arguments but cannot be invoked as function`)
      }
      return member.value
    }
    if (member?.kind === 'unexported') {
      execution.fail(
        `${name} is an unexported field of struct type ${containerType(container, receiver)}`,
      )
    }
  }
  return execution.fail(
    `can't evaluate field ${name} in type ${containerType(container, receiver)}`,
  )
}

function entryOf(
  execution: Execution,
  map: GoMap,
  at: { name: string; hasArguments: boolean },
): unknown {
  if (at.hasArguments) execution.fail(`${at.name} is not a method but has arguments`)
  const value = mapGet(map, at.name)
  if (value !== undefined) return value
  switch (execution.settings.missingKey) {
    case 'default':
      return undefined
    case 'error':
      return execution.fail(`map has no entry for key ${quote(at.name)}`)
    case 'zero':
      return zeroOf(elementType(map))
  }
}

/** The zero value of a map's or a list's element type. */
export function zeroOf(type: string): unknown {
  switch (type) {
    case 'string':
      return ''
    case 'int':
      return goInt(0)
    case '[]interface {}':
      return nilList()
    default:
      return null
  }
}

function containerType(container: Container, value: unknown): string {
  if (container === 'concrete') return typeOf(value)
  if (container === 'interface') return 'interface {}'
  const { elementsOf } = container
  const isContainer = typeof elementsOf === 'object' && elementsOf !== null
  if (!isContainer || elementsOf instanceof GoValue) return typeOf(value)
  return elementType(elementsOf)
}
