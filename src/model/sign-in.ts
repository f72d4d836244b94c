import type { Secret } from '../base/secret.ts'
import { ROLES, type Role } from './identity.ts'

/** An identity provider that speaks OpenID Connect, and what its groups may do here. */
export type SignInRules = {
  /** What the button says. */
  readonly title: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Secret
  readonly scopes: readonly string[]
  /** The claim that names the person's groups: a list, or one text. */
  readonly groupsClaim: string
  /** Which groups have each role; `*` is everybody whom the provider knows. */
  readonly roles: Readonly<Partial<Record<Role, readonly string[]>>>
}

/** The highest role of the groups; undefined where they have none. */
export function roleOf(groups: readonly string[], roles: SignInRules['roles']): Role | undefined {
  const isIn = (role: Role): boolean =>
    roles[role]?.some((group) => group === '*' || groups.includes(group)) === true
  return ROLES.toReversed().find(isIn)
}
