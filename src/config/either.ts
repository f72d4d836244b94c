import { isMap, isScalar } from 'yaml'
import { placeOf } from './document.ts'
import { describe } from './reader.ts'
import type { Shape } from './shape.ts'

/** A single value, or a map of keys: which of the two stands there decides who reads it. */
export function valueOrMap<V, M>(value: Shape<V>, map: Shape<M>): Shape<V | M> {
  return {
    title: `${value.title} or ${map.title}`,
    schema: { anyOf: [value.schema, map.schema] },
    ...(map.parts ? { parts: map.parts } : {}),
    read: (reader, spot) =>
      isMap(reader.resolve(spot.node)) ? map.read(reader, spot) : value.read(reader, spot),
  }
}

/** `off`, or the keys of `map`. */
export function offOr<M>(map: Shape<M>): Shape<'off' | M> {
  const off: Shape<'off'> = {
    title: 'off',
    schema: { const: 'off' },
    read(reader, spot) {
      const node = reader.resolve(spot.node)
      const at = node === undefined ? spot.at : placeOf(node)
      if (isScalar(node) && node.value === 'off') return { value: 'off', at }
      if (isScalar(node)) reader.visible.push(at)
      const found = describe(node, { secret: false })
      return reader.invalid(
        at,
        `Expected off or ${map.title} in "${spot.name}", found ${found}. Write off, or its keys.`,
      )
    },
  }
  return valueOrMap(off, map)
}

/** A shape whose value is made of what another one has read. */
export function made<T, U>(shape: Shape<T>, make: (value: T) => U): Shape<U> {
  return {
    title: shape.title,
    schema: shape.schema,
    ...(shape.parts ? { parts: shape.parts } : {}),
    read(reader, spot) {
      const found = shape.read(reader, spot)
      return found && { value: make(found.value), at: found.at }
    },
  }
}
