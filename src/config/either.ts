import { isMap } from 'yaml'
import { quote } from './reader.ts'
import { type Shape, text } from './shape.ts'

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
  const off = text({
    title: `off or ${map.title}`,
    check: ({ value, written }) =>
      value === 'off'
        ? undefined
        : `Expected off or ${map.title}, found ${quote(written)}. Write off, or its keys.`,
  })
  const word: Shape<'off'> = {
    title: 'off',
    schema: { const: 'off' },
    read(reader, spot) {
      const read = off.read(reader, spot)
      return read && { value: 'off', at: read.at }
    },
  }
  return valueOrMap(word, map)
}

/** A shape whose value is made of what another one has read. */
export function made<T, U>(shape: Shape<T>, make: (value: T) => U): Shape<U> {
  const { read, ...rest } = shape
  return {
    ...rest,
    read(reader, spot) {
      const found = read(reader, spot)
      return found && { value: make(found.value), at: found.at }
    },
  }
}
