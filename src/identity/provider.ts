import type { Configuration } from 'openid-client'
import type { Clock } from '../base/clock.ts'
import type { HttpClient } from '../base/http-client.ts'
import { IDENTITY_LIMITS } from '../base/limits.ts'
import type { User } from '../model/identity.ts'
import { roleOf, type SignInRules } from '../model/sign-in.ts'
import type { ProvidedPerson } from './identity.ts'

export type ProviderParts = {
  readonly rules: SignInRules
  readonly http: HttpClient
  readonly clock: Clock
  /** Where the provider sends people back to. */
  readonly redirectUri: string
  readonly signIn: (
    person: ProvidedPerson,
    browser?: string,
  ) => Promise<
    | { readonly kind: 'signed-in'; readonly token: string; readonly user: User }
    | { readonly kind: 'wrong' }
  >
}

/** What is kept in the browser's cookie while the person is at the provider. */
type Kept = {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly returnTo: string
  readonly until: number
}

/** Loaded only where a configuration names a provider. */
const library = () => import('openid-client')

/** How long an answer of the provider may take. */
const WAIT_SECONDS = 15

/**
 * Signs people in with an identity provider: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636), state
 * and nonce.
 */
export class Provider {
  readonly #parts: ProviderParts
  #found: Promise<Configuration> | undefined

  constructor(parts: ProviderParts) {
    this.#parts = parts
  }

  get title(): string {
    return this.#parts.rules.title
  }

  /** Where the browser is sent, and what its cookie keeps meanwhile. Throws where the provider does not answer. */
  async begin({ returnTo }: { readonly returnTo: string }): Promise<{ url: string; kept: string }> {
    const { rules, clock, redirectUri } = this.#parts
    const client = await library()
    const verifier = client.randomPKCECodeVerifier()
    const kept: Kept = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier,
      returnTo,
      until: clock.now() + IDENTITY_LIMITS.providerMs,
    }
    const url = client.buildAuthorizationUrl(await this.#provider(), {
      redirect_uri: redirectUri,
      scope: rules.scopes.join(' '),
      state: kept.state,
      nonce: kept.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, kept: Buffer.from(JSON.stringify(kept)).toString('base64url') }
  }

  /** What came of it. `reason` is for the person, and holds nothing that the provider keeps to itself. */
  async end({ query, kept, browser }: { query: string; kept: string; browser?: string }): Promise<
    | {
        readonly kind: 'signed-in'
        readonly token: string
        readonly user: User
        readonly returnTo: string
      }
    | { readonly kind: 'refused'; readonly reason: Refusal }
  > {
    const begun = readKept(kept)
    const { clock, signIn } = this.#parts
    if (!begun || begun.until <= clock.now()) return { kind: 'refused', reason: 'too-late' }
    const person = await this.#person(query, begun)
    if (typeof person === 'string') return { kind: 'refused', reason: person }
    const signedIn = await signIn(person, browser)
    if (signedIn.kind === 'wrong') return { kind: 'refused', reason: 'not-let-in' }
    return { ...signedIn, returnTo: begun.returnTo }
  }

  async #person(query: string, begun: Kept): Promise<ProvidedPerson | Refusal> {
    const { rules, redirectUri } = this.#parts
    const client = await library()
    try {
      const answer = await client.authorizationCodeGrant(
        await this.#provider(),
        new URL(`${redirectUri}?${query}`),
        {
          expectedState: begun.state,
          expectedNonce: begun.nonce,
          pkceCodeVerifier: begun.verifier,
          idTokenExpected: true,
        },
      )
      const claims = answer.claims()
      if (!claims) return 'failed'
      const { sub: subject, iss: issuer } = claims
      const name = textOf(claims['preferred_username']) ?? textOf(claims['email']) ?? subject
      const displayName = textOf(claims['name']) ?? name
      const groups = textsOf(claims[rules.groupsClaim])
      return { issuer, subject, name, displayName, role: roleOf(groups, rules.roles) }
    } catch (error) {
      return error instanceof client.AuthorizationResponseError ? 'declined' : 'failed'
    }
  }

  /** What the provider says of itself: asked for once, and again where that failed. */
  #provider(): Promise<Configuration> {
    this.#found ??= this.#discover().catch((error: unknown) => {
      this.#found = undefined
      throw error
    })
    return this.#found
  }

  async #discover(): Promise<Configuration> {
    const client = await library()
    const { rules, http } = this.#parts
    const issuer = new URL(rules.issuer)
    const secret = rules.clientSecret.reveal()
    return await client.discovery(
      issuer,
      rules.clientId,
      undefined,
      client.ClientSecretPost(secret),
      {
        timeout: WAIT_SECONDS,
        [client.customFetch]: (url, options) => fetchThrough(http, url, options),
        // The signature is looked at also where the token came from the provider itself. The configuration lets only
        // addresses of this machine be spoken to in the clear.
        execute:
          issuer.protocol === 'http:'
            ? // oxlint-disable-next-line typescript/no-deprecated -- marked so only to stand out; this machine only
              [client.enableNonRepudiationChecks, client.allowInsecureRequests]
            : [client.enableNonRepudiationChecks],
      },
    )
  }
}

/** Why somebody was not signed in. */
export type Refusal = 'too-late' | 'declined' | 'failed' | 'not-let-in'

function readKept(text: string): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return isKept(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false
  const { until, ...texts } = value as Partial<Kept> // each part is looked at below
  const { state, nonce, verifier, returnTo } = texts
  return (
    typeof until === 'number' &&
    [state, nonce, verifier, returnTo].every((text) => typeof text === 'string')
  )
}

function textOf(claim: unknown): string | undefined {
  if (typeof claim !== 'string' || claim.trim() === '') return undefined
  return claim.slice(0, IDENTITY_LIMITS.nameLengthMax)
}

function textsOf(claim: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(claim) ? claim : [claim]
  return all.filter((one) => typeof one === 'string')
}

/** The library's requests go the way that all of the hub's go: through its proxy, in bounds. */
async function fetchThrough(
  http: HttpClient,
  url: string,
  { method, headers, body }: { method: string; headers: Record<string, string>; body?: unknown },
): Promise<Response> {
  const outcome = await http.send({
    method: method === 'POST' ? 'POST' : 'GET',
    url,
    headers,
    ...(body instanceof URLSearchParams ? { body: body.toString() } : {}),
    timeoutMs: WAIT_SECONDS * 1000,
    bytesMax: IDENTITY_LIMITS.providerBytesMax,
  })
  if (outcome.kind === 'failed') throw new TypeError(outcome.reason)
  return new Response(outcome.body, { status: outcome.status, headers: outcome.headers })
}
