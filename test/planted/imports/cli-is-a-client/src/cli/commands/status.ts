import type { there } from '../../stages/route/route.ts'

export type Here = typeof there
