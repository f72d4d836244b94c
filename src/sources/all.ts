/**
 * In: nothing.
 * Out: every type of source that there is; a new one is one line here and one folder beside.
 * Holds: no two have the same `type`.
 */
import type { SourceType } from '../contract/source.ts'
import { alertmanager } from './alertmanager/alertmanager.ts'
import { argocd } from './argocd/argocd.ts'
import { arms } from './arms/arms.ts'
import { cloudevents } from './cloudevents/cloudevents.ts'
import { cloudmonitor } from './cloudmonitor/cloudmonitor.ts'
import { dingtalk } from './dingtalk/dingtalk.ts'
import { generic } from './generic/generic.ts'
import { grafana } from './grafana/grafana.ts'
import { heartbeat } from './heartbeat/heartbeat.ts'
import { ilert } from './ilert/ilert.ts'
import { lark } from './lark/lark.ts'
import { pagerduty } from './pagerduty/pagerduty.ts'
import { slack } from './slack/slack.ts'
import { wecom } from './wecom/wecom.ts'

/** Every type of source. */
export const sources: readonly SourceType[] = [
  alertmanager,
  argocd,
  arms,
  cloudevents,
  cloudmonitor,
  dingtalk,
  generic,
  grafana,
  heartbeat,
  ilert,
  lark,
  pagerduty,
  slack,
  wecom,
]
