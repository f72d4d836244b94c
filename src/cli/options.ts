import { Option } from 'commander'
import { TocsinError } from '../base/errors.ts'
import { Secret } from '../base/secret.ts'

/** Where a running hub is asked. */
export const urlOption = (): Option =>
  new Option('--url <url>', 'address of the hub').env('TOCSIN_URL').default('http://127.0.0.1:8080')

/** The API token of a hub that asks for one. */
export const tokenOption = (): Option =>
  new Option('--api-token <token>', 'API token of the hub').env('TOCSIN_API_TOKEN')

export const jsonOption = (): Option => new Option('--json', 'print JSON, for programs')

/** The hub's configuration, where no other is named. */
export const CONFIG_FILE = 'tocsin.yaml'

export const configOption = (): Option =>
  new Option('--config <file>', 'the configuration').env('TOCSIN_CONFIG').default(CONFIG_FILE)

/** The options of the sandbox's mail server; `name` is the option that turns it on. */
export const mailOptions = (name: '--smtp' | '--sandbox-smtp'): readonly Option[] => [
  new Option(`${name} <host:port>`, "where the sandbox's mail server listens; none by default").env(
    'TOCSIN_SANDBOX_SMTP',
  ),
  new Option('--smtp-starttls', 'that server offers STARTTLS, with a certificate for tests').env(
    'TOCSIN_SANDBOX_SMTP_STARTTLS',
  ),
]

/** Where the sandbox takes mail in, and from whom. */
type SandboxMail = {
  readonly host: string
  readonly port: number
  readonly startTls: boolean
  readonly auth: { readonly user: string; readonly password: Secret } | undefined
}

/** What those options say; who may send is in TOCSIN_SANDBOX_SMTP_AUTH as `user:password`. Throws TOCSIN_USAGE. */
export function mailOf(
  options: { readonly listen: string | undefined; readonly startTls: boolean },
  auth: string | undefined,
): SandboxMail | undefined {
  if (options.listen === undefined) return undefined
  const colon = auth?.indexOf(':') ?? -1
  if (auth !== undefined && colon < 1) {
    throw new TocsinError(
      'TOCSIN_USAGE',
      'Expected TOCSIN_SANDBOX_SMTP_AUTH as user:password, found no colon behind a user.',
    )
  }
  return {
    ...parseListen(options.listen),
    startTls: options.startTls,
    auth:
      auth === undefined
        ? undefined
        : { user: auth.slice(0, colon), password: new Secret(auth.slice(colon + 1)) },
  }
}

/** Host and port from `127.0.0.1:8080`, `[::1]:8080` or `:8080`. Throws TOCSIN_USAGE. */
export function parseListen(text: string): { host: string; port: number } {
  const parts = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text)
  const port = Number(parts?.[3])
  if (!parts || port > 65_535) {
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected --listen as host:port, for example 127.0.0.1:8080, found ${JSON.stringify(text)}.`,
    )
  }
  return { host: parts[1] ?? (parts[2] || '0.0.0.0'), port }
}

/**
 * The address of a PostgreSQL database, which may hold a password; undefined for `sqlite`, which needs none. Throws
 * TOCSIN_USAGE.
 */
export function parseStore(text: string): Secret | undefined {
  if (text === 'sqlite') return undefined
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return new Secret(text)
  const kind = /^[a-z]+/i.exec(text)?.[0] ?? ''
  throw new TocsinError(
    'TOCSIN_USAGE',
    `Expected --store as sqlite or postgres://user:password@host:5432/database, found ${JSON.stringify(kind)} with something else behind it or nothing. Write a password's special characters as %40 and the like.`,
  )
}
