import { eventOf } from './event.ts'

export const alertOf = () => eventOf
