import type { CommitFacts, DetailFacts, Repository, Unknown } from '../argocd/argocd.ts'
import { ARGOCD_HUB_LIMITS } from '../base/limits.ts'
import type { Application } from './application.ts'

/** Who knows Applications' repositories. It never rejects: what is not known is said with its reason. */
export type RepositorySource = {
  commit(application: Application, revision: string): Promise<CommitFacts | Unknown>
  details(application: Application): Promise<DetailFacts | Unknown>
}

/**
 * What one evaluation wants to know. An evaluation does not wait: what it asks for first is fetched behind it, and the next
 * evaluation of the same knows it.
 */
export class Questions implements Repository {
  readonly #application: Application
  readonly #source: RepositorySource
  readonly #commits = new Map<string, CommitFacts | Unknown>()
  #details: DetailFacts | Unknown | undefined
  readonly #revisions = new Set<string>()
  #wantsDetails = false

  constructor(application: Application, source: RepositorySource) {
    this.#application = application
    this.#source = source
  }

  get areAnswered(): boolean {
    return this.#revisions.size === 0 && !this.#wantsDetails
  }

  commit(revision: string): CommitFacts | Unknown {
    const known = this.#commits.get(revision)
    if (known !== undefined) return known
    if (this.#commits.size + this.#revisions.size >= ARGOCD_HUB_LIMITS.commitsMax)
      return { problem: `only ${ARGOCD_HUB_LIMITS.commitsMax} commits are looked up` }
    this.#revisions.add(revision)
    return NOT_YET
  }

  details(): DetailFacts | Unknown {
    if (this.#details === undefined) this.#wantsDetails = true
    return this.#details ?? NOT_YET
  }

  /** Fetches what was asked for. */
  async fetch(): Promise<void> {
    const revisions = [...this.#revisions]
    const [commits, details] = await Promise.all([
      Promise.all(revisions.map((one) => this.#source.commit(this.#application, one))),
      this.#wantsDetails ? this.#source.details(this.#application) : this.#details,
    ])
    for (const [index, revision] of revisions.entries())
      this.#commits.set(revision, commits[index] ?? NOT_YET)
    this.#details = details
    this.#revisions.clear()
    this.#wantsDetails = false
  }
}

/** Seen only where every answer leads to another question. */
const NOT_YET: Unknown = { problem: 'Argo CD was asked too much in turn' }
