import type { there } from '../../../src/model/alert.ts'

export type Here = typeof there
