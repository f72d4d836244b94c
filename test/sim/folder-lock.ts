import type { HeldFolder } from '../../src/store/store.ts'

/** Who asks for the lock. */
type AskingProcess = { readonly isAlive: boolean }

/** The lock on the data folder, as the operating system keeps it: it ends with the process that has it. */
export class FolderLock {
  #holder: AskingProcess | undefined
  readonly #isBroken: boolean

  /** A broken one lets everybody in: for planted faults. */
  constructor({ isBroken }: { readonly isBroken: boolean }) {
    this.#isBroken = isBroken
  }

  /** Undefined where another process has it. */
  hold(process: AskingProcess): HeldFolder | undefined {
    if (this.#holder?.isAlive && !this.#isBroken) return undefined
    this.#holder = process
    return {
      letGo: () => {
        if (this.#holder === process) this.#holder = undefined
      },
    }
  }
}
