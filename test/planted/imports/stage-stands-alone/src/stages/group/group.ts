import type { there } from '../route/route.ts'

export type Here = typeof there
