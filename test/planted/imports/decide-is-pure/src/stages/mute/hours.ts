import type { there } from '../../contract/store.ts'

export const quiet = (store: typeof there) => store
