import { adapters } from './adapters.ts'
import { store } from './store/store.ts'

export const app = { adapters, store }
