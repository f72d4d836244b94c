import type { there } from '../../test/harness.ts'

export type Here = typeof there
