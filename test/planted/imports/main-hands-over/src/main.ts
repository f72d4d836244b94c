import type { there } from './app.ts'

export type Here = typeof there
