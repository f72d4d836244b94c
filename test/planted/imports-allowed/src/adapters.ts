import { sources } from './sources/all.ts'

export const adapters = { sources }
