import { DatabaseSync } from 'node:sqlite'

export const sqlite = () => new Worker(new URL('./worker.ts', import.meta.url), DatabaseSync)
