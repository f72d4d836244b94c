import type { there } from '../api/api.ts'

export type Here = typeof there
