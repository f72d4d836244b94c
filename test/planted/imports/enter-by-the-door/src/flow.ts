import { there } from './stages/route/decide.ts'

export const here = there
