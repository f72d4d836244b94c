import type { ConfigurationRevision, WholeRevision } from '../model/configuration-revision.ts'
import type { Audited } from './identity-store.ts'

/** What is kept of a configuration that people edit in the console. Each method is one transaction. */
export interface ConfigurationStore {
  /** The number of the newest revision; 0 where there is none. */
  newestRevision(): Promise<number>
  revision(number: number): Promise<WholeRevision | undefined>
  /** Newest first, those before the revision `before`. */
  revisions(query: {
    readonly limit: number
    readonly before?: number | undefined
  }): Promise<readonly ConfigurationRevision[]>
  /**
   * Appends a revision; the oldest above REVISION_LIMITS.revisionsMax make room. Gives false, and changes nothing, where
   * the newest is not the one before it.
   */
  putRevision(revision: WholeRevision, options: Audited): Promise<boolean>
}
