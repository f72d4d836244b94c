import { channels } from './channels/all.ts'
import { sources } from './sources/all.ts'

/** Every source and channel that this version has: what a configuration may name. */
export const adapters = { sources, channels } as const
