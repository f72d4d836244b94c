import { there } from './config/load.ts'

export const here = there
