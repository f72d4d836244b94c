import { isMap, isScalar } from 'yaml'
import { placeOf } from './document.ts'
import type { Shape } from './shape.ts'

/**
 * The same shape, with a rule about which keys stand together: `fault` is given those that are written, and says what is wrong
 * with them in a sentence or two. A key whose value is wrong is written all the same, and reported for itself.
 */
export function withKeys<T>(
  shape: Shape<T>,
  fault: (written: ReadonlySet<string>) => string | undefined,
): Shape<T> {
  return {
    ...shape,
    read(reader, spot) {
      const node = reader.resolve(spot.node)
      const read = shape.read(reader, spot)
      if (!isMap(node)) return read
      const keys = node.items.flatMap(({ key }) => (isScalar(key) ? String(key.value) : []))
      const message = fault(new Set(keys))
      return message === undefined ? read : reader.invalid(placeOf(node), message)
    },
  }
}
