import type { GoFunction } from '../function.ts'

/** sprig's functions by name. */
export const sprigFunctions: ReadonlyMap<string, GoFunction> = new Map()
