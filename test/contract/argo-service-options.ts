import { readFileSync } from 'node:fs'

const PEM = readFileSync(
  new URL('../../src/channels/argocd/fixtures/app-key.pem', import.meta.url),
  'utf8',
)

/** Of each service the options without which it reaches nobody; what is secret in them begins with `hidden`. */
export const SERVICE_OPTIONS: Readonly<Record<string, object>> = {
  webhook: { url: 'https://a.example' },
  slack: { token: 'hidden-token' },
  teams: { recipientUrls: { ops: 'https://a.example' } },
  'teams-workflows': { recipientUrls: { ops: 'https://a.logic.azure.com/x' } },
  email: { host: 'a.example', port: 25, from: 'a@example.com' },
  alertmanager: {},
  grafana: { apiUrl: 'https://a.example', apiKey: 'hidden-key' },
  github: { appID: 1, installationID: 2, privateKey: PEM },
  googlechat: { webhooks: { ops: 'https://a.example' } },
  mattermost: { apiURL: 'https://a.example', token: 'hidden-token' },
  telegram: { token: 'hidden-token' },
  pagerduty: { token: 'hidden-token', from: 'a@example.com' },
  pagerdutyv2: { serviceKeys: { ops: 'hidden-key' } },
  opsgenie: { apiKeys: { ops: 'hidden-key' } },
  rocketchat: { serverUrl: 'https://a.example', email: 'a', password: 'hidden-word' },
  webex: { token: 'hidden-token' },
  newrelic: { apiKey: 'hidden-key' },
  pushover: { token: 'hidden-token' },
  awssqs: { queue: 'q', region: 'r', key: 'hidden-key', secret: 'hidden-secret' },
  gcppubsub: { project: 'p', topic: 't', key: { client_email: 'a', private_key: PEM } },
}
