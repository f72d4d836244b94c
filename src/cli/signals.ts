import { constants } from 'node:os'

/** Resolves with the name of the first signal that asks for the end. */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of NAMES) process.once(name, () => resolve(name))
  })
}

/** From now on a signal that asks for the end is an exit, with the status that shells give: what is to be removed then is. */
export function exitOnSignal(): void {
  for (const name of NAMES) process.once(name, () => process.exit(128 + constants.signals[name]))
}

const NAMES = ['SIGTERM', 'SIGINT'] as const
