import { sqlite } from './sqlite/sqlite.ts'

export const store = sqlite
