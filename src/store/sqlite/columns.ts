import type { Row } from './connection.ts'

/** The store wrote these texts itself, so their shape is trusted: the one place where a type is asserted. */
export function bodyOf<T>(row: Row, column = 'body'): T {
  return JSON.parse(String(row[column])) as T // written by operations.ts from a value of this type
}

/** A number, or undefined for null. */
export function numberOf(row: Row | undefined, column: string): number | undefined {
  const value = row?.[column]
  return value === null || value === undefined ? undefined : Number(value)
}
