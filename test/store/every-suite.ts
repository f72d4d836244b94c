import { answerSuite } from './answer-suite.ts'
import { applicationSuite } from './application-suite.ts'
import { configurationSuite } from './configuration-suite.ts'
import { escalationSuite } from './escalation-suite.ts'
import { idempotencySuite } from './idempotency-suite.ts'
import { identitySuite } from './identity-suite.ts'
import { lifeSuite } from './life-suite.ts'
import { muteSuite } from './mute-suite.ts'
import { newsSuite } from './news-suite.ts'
import type { StoreKind } from './own-store.ts'
import { recordingSuite } from './recording-suite.ts'
import { retentionSuite } from './retention-suite.ts'
import { scheduleSuite } from './schedule-suite.ts'
import { searchSuite } from './search-suite.ts'
import { sourceSuite } from './source-suite.ts'
import { storeSuite } from './store-suite.ts'

/** All that a store which hubs use must do, whatever keeps it. */
export function everySuite(kind: StoreKind): void {
  storeSuite(kind)
  answerSuite(kind)
  applicationSuite(kind)
  configurationSuite(kind)
  escalationSuite(kind)
  idempotencySuite(kind)
  identitySuite(kind)
  lifeSuite(kind)
  muteSuite(kind)
  newsSuite(kind)
  recordingSuite(kind)
  retentionSuite(kind)
  scheduleSuite(kind)
  searchSuite(kind)
  sourceSuite(kind)
}
