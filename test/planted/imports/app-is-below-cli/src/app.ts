import type { there } from './cli/client.ts'

export type Here = typeof there
