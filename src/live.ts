import type { RunningState } from './api/wire.ts'
import type { Clock } from './base/clock.ts'
import { VERSION } from './base/version.ts'
import type { Configuration } from './model/configuration.ts'
import { createDirectory, type Directory } from './model/directory.ts'

/** What changes while the hub runs: the configuration, and what is to be said about it. */
export class Live {
  directory: Directory
  ready = false
  /** The hub's own address as people reach it; messages have links with which to answer only where there is one. */
  publicUrl: string | undefined
  readonly #clock: Clock
  readonly #startedAt: number
  #loadedAt: number
  #broken: RunningState['broken']

  constructor(
    { configuration, publicUrl }: { configuration: Configuration; publicUrl?: string },
    clock: Clock,
  ) {
    this.#clock = clock
    this.publicUrl = publicUrl
    this.directory = createDirectory(configuration)
    this.#startedAt = this.#loadedAt = clock.now()
  }

  listensAt(url: string, options: { readonly sandbox: boolean }): void {
    const isNear = /^http:\/\/(127\.|\[::1\]|localhost)/.test(url)
    if (options.sandbox && isNear) this.publicUrl ??= url
  }

  replace(configuration: Configuration): void {
    this.directory = createDirectory(configuration)
    this.#loadedAt = this.#clock.now()
    this.#broken = undefined
  }

  reportBroken(problems: readonly string[]): void {
    this.#broken = { since: this.#broken?.since ?? this.#clock.now(), problems }
  }

  state(): RunningState {
    return {
      version: VERSION,
      startedAt: this.#startedAt,
      loadedAt: this.#loadedAt,
      revision: this.directory.configuration.revision,
      broken: this.#broken,
      ready: this.ready,
    }
  }
}
