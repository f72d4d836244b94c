import type { Service } from './service.ts'
import { alertmanager } from './services/alertmanager.ts'
import { awssqs } from './services/awssqs.ts'
import { email } from './services/email.ts'
import { gcppubsub } from './services/gcppubsub.ts'
import { github } from './services/github.ts'
import { googlechat } from './services/googlechat.ts'
import { grafana } from './services/grafana.ts'
import { mattermost } from './services/mattermost.ts'
import { newrelic } from './services/newrelic.ts'
import { opsgenie } from './services/opsgenie.ts'
import { pagerduty } from './services/pagerduty.ts'
import { pagerdutyv2 } from './services/pagerdutyv2.ts'
import { pushover } from './services/pushover.ts'
import { rocketchat } from './services/rocketchat.ts'
import { slack } from './services/slack.ts'
import { teams } from './services/teams.ts'
import { teamsWorkflows } from './services/teams-workflows.ts'
import { telegram } from './services/telegram.ts'
import { webex } from './services/webex.ts'
import { webhook } from './services/webhook.ts'

/** Every service that is sent, by the type that upstream gives it. */
export const SERVICES: ReadonlyMap<string, Service> = new Map(
  [
    webhook,
    slack,
    teams,
    teamsWorkflows,
    email,
    alertmanager,
    grafana,
    github,
    googlechat,
    mattermost,
    telegram,
    pagerduty,
    pagerdutyv2,
    opsgenie,
    rocketchat,
    webex,
    newrelic,
    pushover,
    awssqs,
    gcppubsub,
  ].map((service) => [service.type, service]),
)
