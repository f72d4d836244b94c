import type { there } from '../base/clock.ts'

export type Here = typeof there
