import type { there } from '../kubernetes/kubernetes.ts'

export type Here = typeof there
