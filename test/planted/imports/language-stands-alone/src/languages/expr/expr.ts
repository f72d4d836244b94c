import type { there } from '../gotemplate/gotemplate.ts'

export type Here = typeof there
