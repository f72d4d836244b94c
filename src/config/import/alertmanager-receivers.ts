import type { Located } from './located.ts'
import type { ImportNames, ImportNotes } from './notes.ts'
import { plain, type Written } from './write.ts'

export type ReceiverFacts = {
  readonly notes: ImportNotes
  readonly names: ImportNames
  readonly global: Located | undefined
}

/** A receiver as a contact, and whether it hears of recoveries. */
export type ImportedReceiver = {
  readonly endpoints: readonly Written[]
  readonly recoveries: boolean
  /** It has no integration at all: what goes to it is meant to be told to nobody. */
  readonly isSilent: boolean
}

/** Translates one receiver; what has no channel is said, line by line. */
export function receiverOf(receiver: Located, facts: ReceiverFacts): ImportedReceiver {
  const endpoints: Written[] = []
  const hears: { at: Located; recoveries: boolean }[] = []
  for (const [key, list] of receiver.entries) {
    if (key === 'name' || list.isNothing) continue
    const integration = INTEGRATIONS[key]
    if (integration === undefined) {
      facts.notes.dropped(list, `${key} has no channel here. ${NO_CHANNEL[key] ?? OTHER_CHANNEL}`)
      continue
    }
    const name = receiver.get('name')?.text ?? ''
    for (const config of list.items) {
      const endpoint = integration.endpoint(config, { ...facts, name })
      if (endpoint === undefined) continue
      endpoints.push(endpoint)
      hears.push({
        at: config,
        recoveries: config.get('send_resolved')?.flag ?? integration.tellsRecoveries,
      })
    }
  }
  const recoveries = hears.length === 0 || hears.some((one) => one.recoveries)
  for (const { at, recoveries: wanted } of hears)
    if (wanted !== recoveries)
      facts.notes.changed(
        at,
        'Recoveries are a matter of the route here, not of one integration: this one hears of them too. Give it a policy of its own with "recoveries: false" to change that.',
      )
  const isSilent = [...receiver.entries.keys()].every((key) => key === 'name')
  return { endpoints, recoveries, isSilent }
}

const OTHER_CHANNEL =
  'Give the contact an endpoint of another channel; docs/guides/channels.md has them.'

const NO_CHANNEL: Readonly<Record<string, string>> = {
  wechat_configs:
    'It speaks as an application of WeCom; a robot of the chat does the same: add an endpoint { channel: wecom, url: … } with the robot’s URL.',
  pagerduty_configs:
    'An escalation policy and a schedule do what it is for: docs/guides/escalation.md.',
  opsgenie_configs:
    'An escalation policy and a schedule do what it is for: docs/guides/escalation.md.',
  victorops_configs:
    'An escalation policy and a schedule do what it is for: docs/guides/escalation.md.',
}

type Facts = ReceiverFacts & { readonly name: string }

type Integration = {
  /** What `send_resolved` is where it is not said. */
  readonly tellsRecoveries: boolean
  readonly endpoint: (config: Located, facts: Facts) => Written | undefined
}

const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  webhook_configs: { tellsRecoveries: true, endpoint: webhook },
  slack_configs: { tellsRecoveries: false, endpoint: slack },
  email_configs: { tellsRecoveries: false, endpoint: email },
  discord_configs: { tellsRecoveries: true, endpoint: discord },
  msteams_configs: { tellsRecoveries: true, endpoint: teams },
  msteamsv2_configs: { tellsRecoveries: true, endpoint: teams },
}

/** A secret in place, or in a file, which stays one. */
function secretOf(
  config: Located | undefined,
  key: string,
  { notes, name }: Facts & { readonly name: string },
): Written | undefined {
  const file = config?.get(`${key}_file`)
  if (file?.text !== undefined) return { file: plain(file.text) }
  const value = config?.get(key)
  return value?.text === undefined ? undefined : notes.secret(value, `${name} ${key}`)
}

const COMMON: ReadonlySet<string> = new Set(['send_resolved', 'http_config'])

function handled(...keys: readonly string[]): ReadonlySet<string> {
  return new Set([...COMMON, ...keys])
}

const WORDS_DIFFER =
  'What messages say is a template of Tocsin’s here, or the default message. docs/guides/messages.md says how to write one.'

function webhook(config: Located, facts: Facts): Written | undefined {
  const url = secretOf(config, 'url', facts)
  if (url === undefined) return withoutUrl(config, facts)
  facts.notes.droppedExcept(
    config,
    handled('url', 'url_file'),
    'A webhook has nothing like this here. Look at what the receiver makes of the body, which is written out in the configuration.',
  )
  const headers = headersOf(config, facts)
  facts.notes.changed(
    config,
    'The body is as Alertmanager’s version 4, but for groupLabels, commonLabels and commonAnnotations, which are empty; annotations have the title and the details. Look at whether the receiver needs more.',
  )
  return {
    channel: 'webhook',
    url,
    ...(headers === undefined ? {} : { headers }),
    body: webhookBody(facts.name),
  }
}

/** Alertmanager's payload of version 4, as far as a message knows it. */
function webhookBody(receiver: string): string {
  const alert = [
    '{"status":"{{ if eq $alert.state "resolved" }}resolved{{ else }}firing{{ end }}",',
    '"labels":{{ toJson $alert.labels }},',
    '"annotations":{"summary":"{{ $alert.title }}"{{ range $alert.fields }},"{{ .label }}":"{{ .value }}"{{ end }}},',
    '"startsAt":"{{ dateInZone "2006-01-02T15:04:05Z" (div (default $alert.at $alert.since) 1000) "UTC" }}",',
    '"fingerprint":"{{ $alert.id }}"}',
  ].join('')
  return plain(
    [
      '{"version":"4","groupKey":"{{ .thread }}","truncatedAlerts":{{ .omitted }},',
      '"status":"{{ if eq .state "resolved" }}resolved{{ else }}firing{{ end }}",',
      `"receiver":${JSON.stringify(receiver)},`,
      '"groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"",',
      `"alerts":[{{ range $index, $alert := .alerts }}{{ if $index }},{{ end }}${alert}{{ end }}]}`,
    ].join(''),
  )
}

function withoutUrl(config: Located, { notes }: Facts): undefined {
  notes.dropped(config, 'It has no URL. Add an endpoint to the contact by hand.')
}

function headersOf(config: Located, facts: Facts): Written | undefined {
  const { notes, name, global } = facts
  const own = config.get('http_config')
  const http = own ?? global?.get('http_config')
  if (http === undefined) return undefined
  const basic = http.get('basic_auth')
  const authorization = http.get('authorization')
  const token = authorization?.get('credentials') ?? http.get('bearer_token')
  const known = new Set(['basic_auth', 'authorization', 'bearer_token', 'follow_redirects'])
  // What the whole file shares is told once, where it stands.
  if (own)
    notes.droppedExcept(
      http,
      known,
      'How the connection is made is said under "network", or by "proxy" of the endpoint: docs/guides/network.md. TLS is verified by the system’s certificates.',
    )
  if (basic)
    return `Authorization: Basic ${notes.secret(basic, `${name} basic`, { as: 'the Base64 of user:password' })}`
  if (token?.text !== undefined) {
    const scheme = authorization?.get('type')?.text ?? 'Bearer'
    return `Authorization: ${plain(scheme)} ${notes.secret(token, `${name} token`)}`
  }
  for (const key of ['credentials_file', 'bearer_token_file']) {
    const file = authorization?.get(key) ?? http.get(key)
    if (file)
      notes.dropped(
        file,
        'A header’s secret comes from the environment here. Set "headers" of the endpoint to "Authorization: Bearer ${NAME}".',
      )
  }
  return undefined
}

function slack(config: Located, facts: Facts): Written | undefined {
  const { notes, global } = facts
  const own = secretOf(config, 'api_url', facts)
  const url = own ?? secretOf(global, 'slack_api_url', { ...facts, name: 'global' })
  if (url === undefined) {
    notes.dropped(
      config,
      'Slack is reached by an incoming webhook here, and there is none. Make one, and add { channel: slack, url: … } to the contact.',
    )
    return undefined
  }
  const channel = config.get('channel')
  if (channel)
    notes.changed(
      channel,
      `An incoming webhook writes to the channel it was made for. See that it was made for ${JSON.stringify(channel.text)}.`,
    )
  notes.droppedExcept(config, handled('api_url', 'api_url_file', 'channel'), WORDS_DIFFER)
  return { channel: 'slack', url }
}

function discord(config: Located, facts: Facts): Written | undefined {
  const url = secretOf(config, 'webhook_url', facts)
  if (url === undefined) return withoutUrl(config, facts)
  facts.notes.droppedExcept(config, handled('webhook_url', 'webhook_url_file'), WORDS_DIFFER)
  facts.notes.changed(config, 'Discord is reached by the webhook channel, which writes plain text.')
  return { channel: 'webhook', url, body: '{"content":"{{ .text | trunc 1900 }}"}' }
}

function teams(config: Located, facts: Facts): Written | undefined {
  const url = secretOf(config, 'webhook_url', facts)
  if (url === undefined) return withoutUrl(config, facts)
  facts.notes.droppedExcept(config, handled('webhook_url', 'webhook_url_file'), WORDS_DIFFER)
  facts.notes.changed(
    config,
    'The URL has to be that of a workflow of Teams; connectors of Office 365 have been turned off. Make a workflow where it is one of those.',
  )
  return { channel: 'teams', url }
}

const MAIL: ReadonlySet<string> = handled(
  ...['to', 'from', 'smarthost', 'auth_username', 'auth_password', 'auth_password_file'],
  ...['require_tls', 'hello', 'tls_config'],
)

function email(config: Located, facts: Facts): Written | undefined {
  const { notes, global } = facts
  const said = (key: string): Located | undefined => config.get(key) ?? global?.get(`smtp_${key}`)
  const [host, port] = (said('smarthost')?.text ?? '').split(/:(?=[^:]*$)/)
  const from = said('from')?.text
  const address = config.get('to')?.text
  if (!host || from === undefined || address === undefined) {
    notes.dropped(
      config,
      'A mail needs "to", "from" and "smarthost", and one of them is not said. Add the endpoint by hand.',
    )
    return undefined
  }
  notes.droppedExcept(config, MAIL, WORDS_DIFFER)
  const user = said('auth_username')?.text
  const password =
    secretOf(config, 'auth_password', facts) ??
    secretOf(global, 'smtp_auth_password', { ...facts, name: 'global' })
  for (const key of ['auth_secret', 'auth_identity']) {
    const other = said(key)
    if (other) notes.dropped(other, 'Mail servers are logged into with a user and a password here.')
  }
  const security =
    port === '465' ? 'tls' : said('require_tls')?.flag === false ? 'none' : 'starttls'
  return {
    channel: 'email',
    address: plain(address),
    from: plain(from),
    host: plain(host),
    ...(port === undefined || !/^\d+$/.test(port) ? {} : { port: Number(port) }),
    security,
    ...(user === undefined ? {} : { user: plain(user) }),
    ...(password === undefined ? {} : { password }),
  }
}
