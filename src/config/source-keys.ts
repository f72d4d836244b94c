import { readIpRange } from '../base/ip.ts'
import { CONFIG_SHAPE_LIMITS, GUARD_LIMITS, INGEST_LIMITS } from '../base/limits.ts'
import type { Secret } from '../base/secret.ts'
import type { RateRules, SourceGuards } from '../model/source-guards.ts'
import type { Adapted } from './adapter.ts'
import { list, section } from './collection.ts'
import { made, valueOrMap } from './either.ts'
import { quote } from './reader.ts'
import { secretText } from './secrets.ts'
import { flag, type Key, type Shape, size, text, whole } from './shape.ts'
import { signatureShape } from './signature.ts'
import { teamKey } from './team.ts'

/** What one key says of what a source asks of a request. */
export class GuardSetting {
  readonly said: SourceGuards

  constructor(said: SourceGuards) {
    this.said = said
  }
}

const L = GUARD_LIMITS
const least = CONFIG_SHAPE_LIMITS.ingestKeyLengthMin
const most = INGEST_LIMITS.keyLengthMax

/** The keys that every source has, but for how its alerts live. */
export function sourceKeys() {
  return {
    key: {
      shape: ingestKey(),
      required: true,
      hint: `The secret part of the address that events are sent to, \`/in/<key>\`: ${least} to ${most} letters, digits, \`.\`, \`_\`, \`~\` and \`-\`. No two sources share one.`,
    },
    previousKey: {
      shape: ingestKey(),
      required: false,
      hint: 'The key before this one, which is still valid: senders are moved one by one, and the status says whether any still uses it.',
      standard: 'none',
    },
    paused: {
      shape: flag(),
      required: false,
      hint: 'Whether what comes is kept and answered (202), and opens and tells nothing. What ends an open alert counts all the same.',
      standard: '`false`',
    },
    team: teamKey(),
    ...guardKeys(),
  } as const
}

function guardKeys() {
  return {
    allow: {
      shape: made(ranges('addresses'), (allow) => new GuardSetting({ allow })),
      required: false,
      hint: 'Who may send: addresses and ranges (`203.0.113.7`, `10.0.0.0/8`, `2001:db8::/32`). Others are answered 403. Behind a proxy, see `trustedProxies`.',
      standard: 'everybody who has the key',
    },
    basicAuth: {
      shape: made(basicAuthShape(), (said) => new GuardSetting(said)),
      required: false,
      hint: 'A user and a password that senders give beside the key. Others are answered 401.',
      standard: 'none',
    },
    signature: {
      shape: made(signatureShape(), (signature) => new GuardSetting({ signature })),
      required: false,
      hint: 'How the sender signs what it sends. What is not signed, too old or changed is answered 401.',
      standard: 'none',
    },
    rate: {
      shape: made(rateShape(), (rate) => new GuardSetting({ rate })),
      required: false,
      hint: 'How many events that fire, and notices, it may send: a number a minute, or `{ perMinute: 300, burst: 600 }`. More is answered 429 with `retry-after`. What ends a problem or takes it on is never limited.',
      standard: 'no limit',
    },
    bodyMax: {
      shape: made(
        size({ least: L.bodyBytesMin, most: INGEST_LIMITS.bodyBytesMax }),
        (bodyBytesMax) => new GuardSetting({ bodyBytesMax }),
      ),
      required: false,
      hint: 'The largest body that it takes: bytes, or with a unit as `64KiB`. A larger one is answered 413, and its beginning is kept in quarantine.',
      standard: '`1MiB`',
    },
  } as const satisfies Record<string, Key<GuardSetting>>
}

function ingestKey(): Shape<Secret> {
  return secretText({
    title: 'an ingest key',
    check: (key) => {
      if (key.length < least || key.length > most)
        return `Expected an ingest key of ${least} to ${most} characters, found ${key.length}. Make a random one, for example with: openssl rand -hex 16.`
      if (!/^[A-Za-z0-9._~-]+$/.test(key))
        return 'Expected an ingest key of letters, digits, ".", "_", "~" and "-", found other characters. They would not survive in a URL: choose another key.'
      return undefined
    },
    standIn: (written) => `stand-in-${written.replaceAll(/[^A-Za-z0-9]+/g, '-')}`,
  })
}

/** Addresses and ranges, as texts. */
export function ranges(plural: string): Shape<readonly string[]> {
  const inner = list(
    text({
      title: 'an address or a range',
      lengthMax: 64,
      check: ({ value, written }) =>
        readIpRange(value) === undefined
          ? `Expected an address or a range such as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32, found ${quote(written)}. Correct it; names are not looked up.`
          : undefined,
    }),
    { plural, least: 1, most: L.rangesMax, identity: (value) => value },
  )
  return made(inner, (entries) => entries.map(({ value }) => value))
}

function basicAuthShape(): Shape<SourceGuards> {
  const shape = section({
    title: 'a user and a password',
    keys: {
      user: {
        shape: text({
          title: 'a user',
          lengthMax: L.userLengthMax,
          check: ({ value, written }) =>
            value.includes(':')
              ? `Expected a user without a colon, found ${quote(written)}. Basic authentication cannot carry one: choose another name.`
              : undefined,
        }),
        required: true,
        hint: 'The user, without a colon.',
      },
      password: {
        shape: secretText({
          title: 'a password',
          check: (password) =>
            password.length > L.passwordLengthMax
              ? `Expected a password of at most ${L.passwordLengthMax} characters, found ${password.length}. Shorten it.`
              : undefined,
          standIn: (written) => `stand-in ${written}`,
        }),
        required: true,
        hint: 'The password. *Secret.*',
      },
    },
  })
  return made(shape, ({ user, password }) =>
    user && password ? { basicAuth: { user: user.value, password: password.value } } : {},
  )
}

function rateShape(): Shape<RateRules> {
  const bounds = { least: 1, most: L.perMinuteMax }
  const full = section({
    title: 'a rate',
    keys: {
      perMinute: { shape: whole(bounds), required: true, hint: 'Events a minute.' },
      burst: {
        shape: whole(bounds),
        required: false,
        hint: 'Events at once, after a time without any. A request is taken as a whole; where it is larger, later ones wait.',
        standard: 'as many as in a minute',
      },
    },
  })
  return valueOrMap(
    made(whole(bounds), (perMinute) => ({ perMinute, burst: perMinute })),
    made(full, ({ perMinute, burst }) => {
      const count = perMinute?.value ?? 1
      return { perMinute: count, burst: burst?.value ?? count }
    }),
  )
}

/** What a source asks of a request; undefined where it asks nothing. */
export function guardsOf(own: Adapted['own']): SourceGuards | undefined {
  const said = [...own.values()].flatMap(({ value }) =>
    value instanceof GuardSetting ? [value.said] : [],
  )
  if (said.length === 0) return undefined
  const guards: SourceGuards = {}
  for (const one of said) Object.assign(guards, one)
  return guards
}
