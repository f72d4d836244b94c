import { alertOf } from './alert.ts'

export const eventOf = () => alertOf
