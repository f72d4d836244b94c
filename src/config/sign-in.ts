import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import { ROLES } from '../model/identity.ts'
import type { SignInRules } from '../model/sign-in.ts'
import { list, section } from './collection.ts'
import { quote, type Read } from './reader.ts'
import { secretText } from './secrets.ts'
import { type Shape, text, type ValueOf } from './shape.ts'

const L = CONFIG_SHAPE_LIMITS
const SCOPES = ['openid', 'profile', 'email']

/** The key `signIn`: who else may say who somebody is. */
export function signInKey() {
  return {
    shape: signInShape(),
    required: false,
    hint: 'An identity provider (OpenID Connect) that people may sign in with, beside names and passwords. Its address for the way back is `<the hub’s public address>/sign-in/provider/back`.',
    standard: 'names and passwords only',
  } as const
}

function signInShape() {
  return section({
    title: 'signing in',
    keys: {
      issuer: {
        shape: issuerShape(),
        required: true,
        hint: 'The provider’s issuer, as its own documents have it; `/.well-known/openid-configuration` is found below it.',
      },
      clientId: {
        shape: text({ title: 'the client’s id', lengthMax: L.nameLengthMax }),
        required: true,
        hint: 'As which application the provider knows the hub.',
      },
      clientSecret: {
        shape: secretText({ title: 'the client’s secret', standIn: (written) => written }),
        required: true,
        hint: 'With which the hub proves that. *Secret.*',
      },
      title: {
        shape: text({ title: 'a name', lengthMax: L.nameLengthMax }),
        required: false,
        hint: 'What the button says.',
        standard: 'the issuer’s host',
      },
      scopes: {
        shape: words('scopes'),
        required: false,
        hint: 'What the provider is asked for.',
        standard: `\`[${SCOPES.join(', ')}]\``,
      },
      groupsClaim: {
        shape: text({ title: 'the name of a claim', lengthMax: L.nameLengthMax }),
        required: false,
        hint: 'The claim that names the person’s groups: a list, or one text.',
        standard: '`groups`',
      },
      roles: {
        shape: section({ title: 'roles', keys: rolesKeys() }),
        required: false,
        hint: 'Which groups may do what. Who is in none of them, and was not made a user by an administrator, is not let in.',
        standard: 'none: only who is a user already is let in',
      },
    },
  })
}

function rolesKeys() {
  const key = (hint: string) => ({ shape: words('groups'), required: false, hint }) as const
  return {
    viewer: key('Who sees. `"*"` is everybody whom the provider knows.'),
    responder: key('Who also answers alerts, keeps things silent and takes duties over.'),
    editor: key('Who also changes what is configured.'),
    admin: key('Who also says who may do what.'),
  }
}

function words(plural: string) {
  return list(text({ title: 'a text', lengthMax: L.nameLengthMax }), {
    plural,
    most: L.contactGroupsMax,
    identity: (value) => value,
  })
}

/** Over the network only by HTTPS: its answers say who somebody is. */
function issuerShape(): Shape<string> {
  return text({
    title: 'the address of an issuer',
    lengthMax: 512,
    example: 'https://id.example.com',
    check({ value, written }) {
      const url = URL.canParse(value) ? new URL(value) : undefined
      const isNear = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost'
      if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isNear)) return undefined
      return `Expected the https address of an issuer, found ${quote(written)}. Write it as the provider’s documents do, such as https://id.example.com/realms/company.`
    },
  })
}

/** The rules from what was read; nothing where a part that is needed was wrong. */
export function signInOf(read: Read<ValueOf<ReturnType<typeof signInShape>>> | undefined): {
  readonly signIn?: SignInRules
} {
  if (!read) return {}
  const { issuer, clientId, clientSecret, ...given } = read.value
  if (!issuer || !clientId || !clientSecret) return {}
  const roles = given.roles?.value
  return {
    signIn: {
      issuer: issuer.value,
      clientId: clientId.value,
      clientSecret: clientSecret.value,
      title: given.title?.value ?? new URL(issuer.value).host,
      scopes: given.scopes?.value.map(({ value }) => value) ?? SCOPES,
      groupsClaim: given.groupsClaim?.value ?? 'groups',
      roles: Object.fromEntries(
        ROLES.flatMap((role) => {
          const groups = roles?.[role]?.value.map(({ value }) => value)
          return groups === undefined ? [] : [[role, groups]]
        }),
      ),
    },
  }
}
