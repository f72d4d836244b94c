import { argo } from './argo/argo.ts'

export const sources = [argo]
