import { there } from '../../app.ts'

export const here = there
