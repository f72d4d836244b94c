import type { there } from '../model/alert.ts'

export type Here = typeof there
