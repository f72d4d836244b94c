/** All builtins by name; those with predicates are only names here, as the compiler knows them itself. */
import { type Builtin, typed } from './builtin.ts'
import { LIST_BUILTINS } from './builtins-list.ts'
import { NUMBER_BUILTINS } from './builtins-number.ts'
import { TEXT_BUILTINS } from './builtins-text.ts'
import { TIME_BUILTINS } from './builtins-time.ts'
import { fail } from './failure.ts'
import {
  anyType,
  arrayType,
  boolType,
  functionType,
  type GoType,
  groupsType,
  intType,
  stringType,
} from './nature.ts'

const condition = functionType({ params: [anyType], results: [boolType] })
const mapping = functionType({ params: [anyType], results: [anyType] })
const reducer = functionType({ params: [anyType, anyType], results: [anyType] })

function predicate(name: string, params: readonly GoType[], result: GoType): Builtin {
  return typed(name, [[[arrayType, ...params], result]], () => fail(`unknown builtin ${name}`))
}

const PREDICATE_BUILTINS: readonly Builtin[] = [
  predicate('all', [condition], boolType),
  predicate('none', [condition], boolType),
  predicate('any', [condition], boolType),
  predicate('one', [condition], boolType),
  predicate('filter', [condition], arrayType),
  predicate('map', [mapping], arrayType),
  predicate('find', [condition], anyType),
  predicate('findIndex', [condition], intType),
  predicate('findLast', [condition], anyType),
  predicate('findLastIndex', [condition], intType),
  predicate('count', [condition], intType),
  predicate('sum', [condition], intType),
  predicate('groupBy', [mapping], groupsType),
  predicate('sortBy', [condition, stringType], arrayType),
  predicate('reduce', [reducer, anyType], anyType),
]

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(
  [
    ...PREDICATE_BUILTINS,
    ...LIST_BUILTINS,
    ...NUMBER_BUILTINS,
    ...TEXT_BUILTINS,
    ...TIME_BUILTINS,
  ].map((builtin) => [builtin.name, builtin]),
)
