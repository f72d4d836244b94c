import type { Located } from './located.ts'
import type { ImportNotes } from './notes.ts'
import { plain, type Written } from './write.ts'

/** A service of the ConfigMap: what it is, and its options. */
export type ArgocdService = {
  readonly name: string
  readonly type: string
  readonly options: Located
}

/** The endpoint that a recipient of a service is; undefined where there is none, which is said. */
export function endpointOf(
  service: ArgocdService,
  recipient: string,
  notes: ImportNotes,
): Written | undefined {
  const make = SERVICES[service.type]
  if (make !== undefined) return make({ service, recipient, notes })
  notes.dropped(
    service.options,
    `The service ${service.type} has no channel here. Give the contact an endpoint of another one; docs/guides/channels.md has them.`,
  )
  return undefined
}

type Facts = {
  readonly service: ArgocdService
  readonly recipient: string
  readonly notes: ImportNotes
}

const SERVICES: Readonly<Record<string, (facts: Facts) => Written | undefined>> = {
  webhook,
  email,
  teams: byRecipient('recipientUrls', (url) => ({ channel: 'teams', url })),
  'teams-workflows': byRecipient('recipientUrls', (url) => ({ channel: 'teams', url })),
  googlechat: byRecipient('webhooks', (url) => ({
    channel: 'webhook',
    url,
    body: '{"text":"{{ .text }}"}',
  })),
  slack({ service, notes }) {
    notes.dropped(
      service.options,
      'Slack is reached by an incoming webhook here, not by a token. Make one for the channel, and add { channel: slack, url: … } to the contact.',
    )
    return undefined
  },
}

/** `$name` in a text is a key of argocd-notifications-secret. */
const REFERENCE = /(\$[A-Za-z0-9_-]+)/

/** A text that may hold a secret: keys of the Secret become variables; one that stands in clear becomes one as a whole. */
function secretText(at: Located, name: string, notes: ImportNotes): string {
  return REFERENCE.test(at.text ?? '') ? filled(at, notes) : notes.secret(at, name)
}

/** A text that is no secret, unless it stands among them. */
function openText(at: Located, notes: ImportNotes): string {
  return filled(at, notes, { isText: true })
}

/** Keys of the Secret as variables, and the text between them as it stands. */
function filled(at: Located, notes: ImportNotes, more: { readonly isText?: true } = {}): string {
  return (at.text ?? '')
    .split(REFERENCE)
    .map((part) => {
      if (!REFERENCE.test(part)) return plain(part)
      const key = part.slice(1)
      const place = `argocd-notifications-secret.${key}`
      return notes.secret({ line: at.line, place }, key, more)
    })
    .join('')
}

/** Chats whose robots are posted to, by what their address or the service's name has in it. */
const ROBOTS: readonly (readonly [channel: string, address: RegExp, name: RegExp])[] = [
  ['dingtalk', /^https:\/\/(?:oapi|api)\.dingtalk\.com\//, /ding/i],
  ['lark', /^https:\/\/open\.(?:feishu\.cn|larksuite\.com)\//, /feishu|lark/i],
  ['wecom', /^https:\/\/qyapi\.weixin\.qq\.com\//, /wecom|weixin|wechat|qywx/i],
  ['slack', /^https:\/\/hooks\.slack\.com\//, /slack/i],
]

function webhook({ service, notes }: Facts): Written | undefined {
  const { options, name } = service
  const at = options.get('url')
  if (at?.text === undefined) {
    notes.dropped(options, 'It has no URL. Add the endpoint by hand.')
    return undefined
  }
  const text = at.text
  const known = ROBOTS.find(([, address]) => address.test(text))
  const guessed = /^\s*\$/.test(text) ? ROBOTS.find(([, , named]) => named.test(name)) : undefined
  const url = secretText(at, `${name} url`, notes)
  const [channel] = known ?? guessed ?? []
  if (channel === undefined) return plainWebhook(service, url, notes)
  if (known === undefined)
    notes.changed(
      at,
      `The address is in the Secret; by the name of the service it is taken for a robot of ${channel}. Correct the channel where it is another.`,
    )
  if (channel === 'dingtalk' || channel === 'lark')
    notes.changed(
      at,
      'A robot that asks for a signature, which Argo CD cannot make, is signed here: add "secret" to the endpoint, or "keywords" where it asks for those.',
    )
  return { channel, url }
}

function plainWebhook({ options, name }: ArgocdService, url: string, notes: ImportNotes): Written {
  const headers = (options.get('headers')?.items ?? []).flatMap((header) => {
    const field = header.get('name')?.text
    const value = header.get('value')
    // It is what the webhook channel sends by itself.
    if (field === undefined || value?.text === undefined || /^content-type$/i.test(field)) return []
    return [`${plain(field)}: ${secretText(value, `${name} ${field}`, notes)}`]
  })
  const basic = options.get('basicAuth')
  if (basic)
    headers.push(
      `Authorization: Basic ${notes.secret(basic, `${name} basic`, { as: 'the Base64 of user:password' })}`,
    )
  notes.changed(
    options,
    'The receiver gets Tocsin’s own JSON, not the body of a template. Write one as "body" of the endpoint where it needs another: docs/guides/channels.md.',
  )
  return {
    channel: 'webhook',
    url,
    ...(headers.length === 0 ? {} : { headers: headers.join('\n') }),
  }
}

function email({ service, recipient, notes }: Facts): Written | undefined {
  const { options, name } = service
  const host = options.get('host')?.text
  const from = options.get('from')?.text
  if (host === undefined || from === undefined || recipient === '') {
    notes.dropped(
      options,
      'A mail needs "host", "from" and a recipient, and one of them is not said. Add the endpoint by hand.',
    )
    return undefined
  }
  const port = options.get('port')?.text
  const user = options.get('username')
  const password = options.get('password')
  return {
    channel: 'email',
    address: plain(recipient),
    from: plain(from),
    host: plain(host),
    ...(port === undefined || !/^\d+$/.test(port) ? {} : { port: Number(port) }),
    security: port === '465' ? 'tls' : port === '25' && !user ? 'none' : 'starttls',
    ...(user?.text === undefined ? {} : { user: openText(user, notes) }),
    ...(password === undefined
      ? {}
      : { password: secretText(password, `${name} password`, notes) }),
  }
}

function byRecipient(key: string, make: (url: string) => Written) {
  return ({ service, recipient, notes }: Facts): Written | undefined => {
    const at = service.options.get(key)?.get(recipient)
    if (at?.text !== undefined)
      return make(secretText(at, `${service.name} ${recipient} url`, notes))
    notes.dropped(
      service.options,
      `There is no address for the recipient ${JSON.stringify(recipient)} under ${key}. Add the endpoint by hand.`,
    )
    return undefined
  }
}
