import type { Event } from './event.ts'

export type Alert = { opened: Event }
