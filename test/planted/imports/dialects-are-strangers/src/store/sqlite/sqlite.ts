import type { there } from '../postgres/postgres.ts'

export type Here = typeof there
