// In: who may use the hub, and the configuration of now. Out: what the API asks about whoever calls.
// Must hold: where there is no identity provider, or the hub does not know its own address, nobody is sent to one.
import type { ApiOptions } from './api/api.ts'
import type { Secret } from './base/secret.ts'
import type { Identity } from './identity/identity.ts'
import type { Live } from './live.ts'
import type { SignInRules } from './model/sign-in.ts'
import type { Networks } from './network/network.ts'

export type SigningInParts = {
  readonly identity: Identity
  readonly live: Live
  readonly networks: Networks
}

/** Who may use the API, and how people sign in. */
export function signingIn(
  parts: SigningInParts,
  token: Secret | undefined,
): Pick<ApiOptions, 'access' | 'identity' | 'provider'> {
  const { identity } = parts
  return { access: accessOf(identity, token), identity, provider: providerOf(parts) }
}

/** The identity provider of the configuration of now, and what is known of it as long as that stays the same. */
function providerOf(parts: SigningInParts): ApiOptions['provider'] {
  const { identity, live, networks } = parts
  let known:
    | { readonly rules: SignInRules; readonly provider: ReturnType<Identity['provider']> }
    | undefined
  return () => {
    const rules = live.directory.configuration.signIn
    const own = live.publicUrl?.replace(/\/$/, '')
    if (!rules || own === undefined) return undefined
    if (known?.rules !== rules) {
      const { http } = networks.of({})
      const redirectUri = `${own}/sign-in/provider/back`
      known = { rules, provider: identity.provider({ rules, http, redirectUri }) }
    }
    return known.provider
  }
}

/** Who may use the API, by what identity/ knows. */
function accessOf(identity: Identity, token: Secret | undefined): ApiOptions['access'] {
  return {
    token,
    isUnclaimed: () => identity.isUnclaimed(),
    callerOfToken: (given) => identity.tokens.callerOf(given),
    callerOfSession: (given) => identity.callerOfSession(given),
  }
}
