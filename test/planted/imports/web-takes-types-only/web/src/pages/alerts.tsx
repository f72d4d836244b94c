import { there } from '../../../src/api/wire.ts'

export const here = there
