import { there } from '../../store/store.ts'

export const here = there
