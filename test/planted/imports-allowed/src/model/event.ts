import type { Alert } from './alert.ts'

export type Event = { alert?: Alert }
