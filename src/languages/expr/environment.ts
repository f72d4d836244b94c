/** What the checker knows of an environment that is there before the expression runs. */
import { elementType, isMap, mapGet, mapKeys } from '../values/kind.ts'
import { AnyMap } from './any-map.ts'
import { GoFunction } from './function.ts'
import {
  anyType,
  boolType,
  bytesType,
  durationType,
  floatType,
  type GoType,
  groupsType,
  int64Type,
  intType,
  locationType,
  mapType,
  monthType,
  type Nature,
  natureOf,
  nilNature,
  sliceOf,
  stringType,
  timeType,
  uint8Type,
  weekdayType,
} from './nature.ts'
import { kindName, typeName } from './type-name.ts'

const KNOWN_TYPES: ReadonlyMap<string, GoType> = new Map(
  [
    boolType,
    bytesType,
    durationType,
    floatType,
    groupsType,
    int64Type,
    intType,
    locationType,
    mapType,
    monthType,
    stringType,
    timeType,
    uint8Type,
    weekdayType,
  ].map((type) => [type.name, type]),
)

/** The natures of an environment's names, from their values. */
export function naturesOf(environment: unknown): ReadonlyMap<string, Nature> {
  if (!isMap(environment)) return new Map()
  const map = environment
  return new Map(mapKeys(map).map((name) => [name, natureOfValue(mapGet(map, name))]))
}

function natureOfValue(value: unknown): Nature {
  return value === null || value === undefined ? nilNature : natureOf(typeOfValue(value))
}

function typeOfValue(value: unknown): GoType {
  if (value instanceof GoFunction) return value.type
  const name = typeName(value)
  const known = KNOWN_TYPES.get(name)
  if (known) return known
  const kind = kindName(value)
  if (Array.isArray(value)) return sliceOf(namedType(elementType(value)))
  if (isMap(value)) {
    return { name, kind: 'map', key: stringType, elem: namedType(elementType(value)) }
  }
  if (value instanceof AnyMap) return { name, kind: 'map', key: anyType, elem: anyType }
  return { name, kind: kind === 'invalid' ? 'interface' : kind }
}

function namedType(name: string): GoType {
  return KNOWN_TYPES.get(name) ?? anyType
}
