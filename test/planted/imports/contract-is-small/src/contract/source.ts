import type { there } from '../languages/expr/expr.ts'

export type Here = typeof there
