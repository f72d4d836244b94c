import type { there } from '../sources/all.ts'

export type Here = typeof there
