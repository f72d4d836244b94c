import type { there } from '../../contract/store.ts'

export type Here = typeof there
