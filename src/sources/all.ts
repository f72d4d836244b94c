/**
 * In: nothing.
 * Out: every type of source that there is; a new one is one line here and one folder beside.
 * Holds: no two have the same `type`.
 */
import type { SourceType } from '../contract/source.ts'
import { argocd } from './argocd/argocd.ts'
import { cloudevents } from './cloudevents/cloudevents.ts'
import { cloudmonitor } from './cloudmonitor/cloudmonitor.ts'
import { generic } from './generic/generic.ts'
import { grafana } from './grafana/grafana.ts'
import { ilert } from './ilert/ilert.ts'
import { pagerduty } from './pagerduty/pagerduty.ts'

/** Every type of source. */
export const sources: readonly SourceType[] = [
  argocd,
  cloudevents,
  cloudmonitor,
  generic,
  grafana,
  ilert,
  pagerduty,
]
