import { GUARD_LIMITS } from '../base/limits.ts'
import type { Secret } from '../base/secret.ts'
import type { SignatureRules } from '../model/source-guards.ts'
import { section } from './collection.ts'
import type { Place } from './problem.ts'
import { quote, type Read, type Reader } from './reader.ts'
import { secretText } from './secrets.ts'
import { choice, duration, type Shape, text, type ValueOf } from './shape.ts'

const L = GUARD_LIMITS

/** How well-known senders sign. `overWithTime` is what they sign where they are told to send a time. */
const KNOWN = {
  github: { header: 'x-hub-signature-256', form: 'sha256=<hex>', over: '{body}' },
  grafana: {
    header: 'x-grafana-alerting-signature',
    form: '<hex>',
    over: '{body}',
    overWithTime: '{timestamp}:{body}',
  },
  pagerduty: { header: 'x-pagerduty-signature', form: 'v1=<hex>', over: '{body}' },
  slack: {
    header: 'x-slack-signature',
    form: 'v0=<hex>',
    over: 'v0:{timestamp}:{body}',
    timestamp: 'x-slack-request-timestamp',
  },
  'standard-webhooks': {
    header: 'webhook-signature',
    form: 'v1,<base64>',
    over: '{webhook-id}.{timestamp}.{body}',
    timestamp: 'webhook-timestamp',
  },
} as const satisfies Record<string, Known>

type Known = Pick<SignatureRules, 'header' | 'form' | 'over' | 'timestamp'> & {
  readonly overWithTime?: string
}
const NAMES = ['github', 'grafana', 'pagerduty', 'slack', 'standard-webhooks'] as const
const TOLERANCE_MS = 5 * 60_000

/** How a sender signs: like a well-known one, or part by part. */
export function signatureShape(): Shape<SignatureRules> {
  const shape = parts()
  return {
    title: shape.title,
    schema: { ...shape.schema, anyOf: [{ required: ['like'] }, { required: ['header'] }] },
    ...(shape.parts ? { parts: shape.parts } : {}),
    read(reader, spot) {
      const wrongBefore = reader.wrongCount
      const read = shape.read(reader, spot)
      if (read === undefined || reader.wrongCount > wrongBefore) return undefined
      return rulesOf(read, reader)
    },
  }
}

function parts() {
  return section({
    title: 'a signature',
    keys: {
      like: {
        shape: choice(NAMES),
        required: false,
        hint: 'A sender that signs in the same way; the keys below say what is different.',
        standard: 'none',
      },
      secret: {
        shape: signingSecret(),
        required: true,
        hint: 'What both sides know. One that begins with `whsec_` stands for the bytes that follow in base64. *Secret.*',
      },
      previousSecret: {
        shape: signingSecret(),
        required: false,
        hint: 'The secret before this one, which is still valid: the sender is given the new one while both count. *Secret.*',
        standard: 'none',
      },
      header: {
        shape: headerName(),
        required: false,
        hint: 'The header with the signature. Several signatures in it are parted by blanks or commas; one that fits is enough.',
        standard: 'that of `like`',
      },
      algorithm: {
        shape: choice(['sha1', 'sha256', 'sha512']),
        required: false,
        hint: 'The hash of the HMAC.',
        standard: '`sha256`',
      },
      form: {
        shape: text({
          title: 'the form of a signature',
          lengthMax: L.formLengthMax,
          check: formFault,
        }),
        required: false,
        hint: 'What stands in the header, with `<hex>` or `<base64>` for the digest: `"sha256=<hex>"`.',
        standard: 'that of `like`, or `"<hex>"`',
      },
      over: {
        shape: text({ title: 'what is signed', lengthMax: L.overLengthMax, check: overFault }),
        required: false,
        hint: 'What is signed: `{body}`, `{timestamp}`, and `{name}` for another header.',
        standard: 'that of `like`, or `"{body}"`',
      },
      timestamp: {
        shape: headerName(),
        required: false,
        hint: 'The header with the time of signing, in seconds or milliseconds since 1970, which is signed as `{timestamp}`.',
        standard: 'that of `like`, or none',
      },
      tolerance: {
        shape: duration({ leastMs: L.toleranceMsMin }),
        required: false,
        hint: 'How far that time may lie from the hub’s. A request that is sent again within it changes nothing.',
        standard: '`5m`',
      },
    },
  })
}

type ReadParts = Read<ValueOf<ReturnType<typeof parts>>>

/** The rules from what was read; what does not fit together is reported. */
function rulesOf({ value, at }: ReadParts, reader: Reader): Read<SignatureRules> | undefined {
  const { like, secret, previousSecret, header, algorithm, form, over, timestamp, tolerance } =
    value
  const known: Partial<Known> = like === undefined ? {} : KNOWN[like.value]
  const headerName = header?.value ?? known.header
  if (headerName === undefined || secret === undefined)
    return reader.invalid(
      { from: at.from, to: at.from + 1 },
      `Expected "like" or "header" in a signature, found neither. Name a sender that signs in the same way (${NAMES.join(', ')}), or the header.`,
    )
  const wrongSecret = secretsFault(value, secret)
  if (wrongSecret !== undefined) return reader.invalid(wrongSecret.at, wrongSecret.fault)
  const time = timestamp?.value ?? known.timestamp
  const standard = (timestamp && known.overWithTime) ?? known.over ?? '{body}'
  const signed = over?.value ?? standard
  if (time === undefined && signed.includes('{timestamp}'))
    return reader.invalid(
      over?.at ?? at,
      'Expected "timestamp" beside {timestamp} in "over", found none. Name the header that carries the time.',
    )
  if (time !== undefined && !signed.includes('{timestamp}'))
    return reader.invalid(
      timestamp?.at ?? over?.at ?? at,
      'Expected {timestamp} in "over", since "timestamp" names a header, found none. A time that is not signed proves nothing: add it where the sender signs it, or leave "timestamp" out.',
    )
  if (tolerance !== undefined && (time === undefined || tolerance.value > L.toleranceMsMax))
    return reader.invalid(
      tolerance.at,
      time === undefined
        ? 'Expected "timestamp" beside "tolerance", found none. Name the header that carries the time, or leave "tolerance" out.'
        : 'Expected at most 1h in "tolerance", found more. Set the clocks right instead.',
    )
  return {
    value: {
      header: headerName,
      secret: secret.value,
      ...(previousSecret === undefined ? {} : { previousSecret: previousSecret.value }),
      algorithm: algorithm?.value ?? 'sha256',
      form: form?.value ?? known.form ?? '<hex>',
      over: signed,
      ...(time === undefined ? {} : { timestamp: time }),
      toleranceMs: tolerance?.value ?? TOLERANCE_MS,
    },
    at,
  }
}

/** What is wrong with the secrets for what signs with them. */
function secretsFault(
  { like, previousSecret }: Pick<ReadParts['value'], 'like' | 'previousSecret'>,
  secret: Read<Secret>,
): { readonly at: Place; readonly fault: string } | undefined {
  const secrets = previousSecret === undefined ? [secret] : [secret, previousSecret]
  const odd = secrets.find(({ value }) => !value.reveal().startsWith('whsec_'))
  if (like?.value === 'standard-webhooks' && odd !== undefined)
    return {
      at: odd.at,
      fault:
        'Expected a secret that begins with whsec_, as Standard Webhooks gives it, found another. Copy it as a whole.',
    }
  if (previousSecret !== undefined && previousSecret.value.reveal() === secret.value.reveal())
    return {
      at: previousSecret.at,
      fault:
        'Expected another secret than "secret" in "previousSecret", found the same. Give the sender a new one, or remove "previousSecret".',
    }
  return undefined
}

function signingSecret(): Shape<Secret> {
  return secretText({
    title: 'a signing secret',
    check: secretFault,
    standIn: (written) => `whsec_${Buffer.from(written.padEnd(24, '.')).toString('base64')}`,
  })
}

function secretFault(secret: string): string | undefined {
  if (secret.length < L.secretLengthMin)
    return `Expected a signing secret of at least ${L.secretLengthMin} characters, found ${secret.length}. Make a random one, for example with: openssl rand -hex 32.`
  const isOdd = secret.startsWith('whsec_') && !/^whsec_[A-Za-z0-9+/]{8,}={0,2}$/.test(secret)
  return isOdd
    ? 'Expected base64 behind whsec_, found something else. Copy it as a whole.'
    : undefined
}

/** A header's name, in lower case. */
function headerName(): Shape<string> {
  const inner = text({
    title: 'the name of a header',
    lengthMax: L.headerLengthMax,
    check: ({ value, written }) =>
      /^[A-Za-z0-9-]+$/.test(value)
        ? undefined
        : `Expected the name of a header of letters, digits and "-", found ${quote(written)}. Correct it.`,
  })
  return {
    ...inner,
    read(reader, spot) {
      const read = inner.read(reader, spot)
      return read && { ...read, value: read.value.toLowerCase() }
    },
  }
}

function formFault({ value, written }: { value: string; written: string }): string | undefined {
  return /^[^<>\s]*<(?:hex|base64)>[^<>\s]*$/.test(value)
    ? undefined
    : `Expected the form of a signature with <hex> or <base64> once and no blanks, found ${quote(written)}. Write for example "sha256=<hex>".`
}

function overFault({ value, written }: { value: string; written: string }): string | undefined {
  const names: readonly string[] = value.match(/\{[^{}]*\}/g) ?? []
  const isWhole = names.every((name) => /^\{[A-Za-z0-9-]+\}$/.test(name))
  return isWhole && names.includes('{body}')
    ? undefined
    : `Expected a text with {body}, and {timestamp} or the name of a header in braces where they are signed, found ${quote(written)}. Write for example "{timestamp}.{body}".`
}
