import type { there } from '../lark/lark.ts'

export type Here = typeof there
