import type { there } from '../store/store.ts'

export type Here = typeof there
