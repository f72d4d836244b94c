import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the stand-in says of the person who is signed in with it. */
export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string }

/** A stand-in for an OpenID Connect provider on this machine: discovery, codes with PKCE, signed tokens. */
export type IdentityProvider = {
  readonly issuer: string
  /** Who is at the keyboard there; undefined: nobody wants to sign in. */
  person: Claims | undefined
  /** Signs with a key that it does not publish. */
  isForging: boolean
  close(): Promise<void>
}

type Begun = { readonly nonce: string; readonly challenge: string; readonly person: Claims }

/** Starts it for one client with this id and secret. */
export async function startIdentityProvider(client: {
  readonly id: string
  readonly secret: string
}): Promise<IdentityProvider> {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const forged = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const codes = new Map<string, Begun>()
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on TCP
  const issuer = `http://127.0.0.1:${port}`
  const provider: IdentityProvider = {
    issuer,
    person: undefined,
    isForging: false,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer)
    if (url.pathname === '/.well-known/openid-configuration')
      return json(response, metadata(issuer))
    if (url.pathname === '/keys') {
      const jwk = key.publicKey.export({ format: 'jwk' })
      return json(response, { keys: [{ ...jwk, kid: 'k1', alg: 'RS256', use: 'sig' }] })
    }
    if (url.pathname === '/authorize') return authorize(url, response)
    return token(new URLSearchParams(await textOf(request)), response)
  }

  function authorize({ searchParams }: URL, response: ServerResponse): void {
    const back = new URL(searchParams.get('redirect_uri') ?? '')
    back.searchParams.set('state', searchParams.get('state') ?? '')
    if (provider.person) {
      const code = `code-${codes.size}`
      const nonce = searchParams.get('nonce') ?? ''
      const challenge = searchParams.get('code_challenge') ?? ''
      codes.set(code, { nonce, challenge, person: provider.person })
      back.searchParams.set('code', code)
    } else back.searchParams.set('error', 'access_denied')
    response.writeHead(302, { location: back.href }).end()
  }

  function token(form: URLSearchParams, response: ServerResponse): void {
    const code = form.get('code') ?? ''
    const begun = codes.get(code)
    codes.delete(code)
    const verifier = form.get('code_verifier') ?? ''
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    const isClient =
      form.get('client_id') === client.id && form.get('client_secret') === client.secret
    if (!isClient || begun?.challenge !== challenge) {
      json(response, { error: 'invalid_grant' }, 400)
      return
    }
    const now = Math.floor(Date.now() / 1000)
    const times = { iat: now, exp: now + 300 }
    const claims = { ...begun.person, iss: issuer, aud: client.id, nonce: begun.nonce, ...times }
    const { privateKey } = provider.isForging ? forged : key
    const head = { alg: 'RS256', kid: 'k1', typ: 'JWT' }
    const signed = [head, claims].map((part) => base64(JSON.stringify(part))).join('.')
    const signature = sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')
    json(response, {
      access_token: 'access',
      token_type: 'Bearer',
      id_token: `${signed}.${signature}`,
    })
  }

  return provider
}

function metadata(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  }
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64url')
}
