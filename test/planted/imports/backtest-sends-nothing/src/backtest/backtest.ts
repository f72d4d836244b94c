import type { there } from '../network/network.ts'

export type Here = typeof there
