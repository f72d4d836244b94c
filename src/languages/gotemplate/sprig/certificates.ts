// In: nothing. Out: sprig's functions on private keys and X.509 certificates.
// Must hold: certificates have the subject, names, uses and lifetime that sprig's have, and verify.

import { createHash, createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { ipVersion } from '../../../base/address.ts'
import { TEMPLATE_LIMITS } from '../../../base/limits.ts'
import { GoDuration, HOUR } from '../../values/duration.ts'
import { GoValue, ValueError } from '../../values/kind.ts'
import { formatValue } from '../../values/print.ts'
import type { GoTime } from '../../values/time.ts'
import { utcZone } from '../../values/zone.ts'
import type { CallContext, GoFunction } from '../function.ts'
import { define, onStrings } from './define.ts'
import {
  bitString,
  der,
  identifier,
  integer,
  octetString,
  pem,
  readAll,
  readPem,
  sequence,
  TRUE,
} from './der.ts'
import { base64Bytes } from './encoding.ts'
import { generateKeyPem, newRsaKey, parseKeyPem, privateKeyPem } from './private-keys.ts'

/** sprig's certificate: PEM texts of a certificate and its key. */
class GoCertificate extends GoValue {
  readonly goType = 'sprig.certificate'
  readonly goKind = 'struct'
  readonly certificate: string
  readonly key: string

  constructor(certificate: string, key: string) {
    super()
    this.certificate = certificate
    this.key = key
  }

  override goFields(): readonly (readonly [string, unknown])[] {
    return [
      ['Cert', this.certificate],
      ['Key', this.key],
    ]
  }
}

export const certificateFunctions: readonly (readonly [string, GoFunction])[] = [
  [
    'genPrivateKey',
    define('string', ([kind], context) => slowly(context, () => generateKeyPem(String(kind)))),
  ],
  ['buildCustomCert', onStrings(2, buildCustom)],
  [
    'genCA',
    define('string, int', ([name, days], context) =>
      authority(name, { days, key: newRsaKey(2048) }, context),
    ),
  ],
  [
    'genCAWithKey',
    define('string, int, string', ([name, days, key], context) =>
      authority(name, { days, key: givenKey(key) }, context),
    ),
  ],
  [
    'genSelfSignedCert',
    define('string, list, list, int', ([name, ips, dns, days], context) =>
      selfSigned({ name, ips, dns, days }, newRsaKey(2048), context),
    ),
  ],
  [
    'genSelfSignedCertWithKey',
    define('string, list, list, int, string', ([name, ips, dns, days, key], context) =>
      selfSigned({ name, ips, dns, days }, givenKey(key), context),
    ),
  ],
  [
    'genSignedCert',
    define('string, list, list, int, certificate', ([name, ips, dns, days, ca], context) =>
      signedBy(ca, { subject: { name, ips, dns, days }, key: newRsaKey(2048) }, context),
    ),
  ],
  [
    'genSignedCertWithKey',
    define(
      'string, list, list, int, certificate, string',
      ([name, ips, dns, days, ca, key], context) =>
        signedBy(ca, { subject: { name, ips, dns, days }, key: givenKey(key) }, context),
    ),
  ],
]

function slowly<T>(context: CallContext, work: () => T): T {
  context.charge(TEMPLATE_LIMITS.slowCallSteps)
  return work()
}

function givenKey(text: unknown): KeyObject {
  return explain('parsing private key', () => parseKeyPem(String(text)))
}

function explain<T>(what: string, attempt: () => T): T {
  try {
    return attempt()
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw new ValueError(`${what}: ${error.message}`, { cause: error })
  }
}

function buildCustom(certificate: string, key: string): GoCertificate {
  const certificateText = decoded(certificate, 'unable to decode base64 certificate')
  const keyText = decoded(key, 'unable to decode base64 private key')
  parseCertificate(certificateText, 'error parsing certificate: decodedCert.Bytes')
  explain('error parsing private key', () => parseKeyPem(keyText))
  return new GoCertificate(certificateText, keyText)
}

function decoded(text: string, refusal: string): string {
  const bytes = base64Bytes(text)
  if (!(bytes instanceof Uint8Array)) throw new ValueError(refusal)
  return Buffer.from(bytes).toString()
}

function parseCertificate(text: string, what: string): X509Certificate {
  const block = readPem(text)
  if (block === undefined) throw new ValueError('unable to decode certificate')
  try {
    return new X509Certificate(block.bytes)
  } catch (error) {
    throw new ValueError(`${what}: x509: malformed certificate`, { cause: error })
  }
}

type Subject = { name: unknown; ips: unknown; dns: unknown; days: unknown }

type Issuer = { readonly name: Buffer; readonly key: KeyObject; readonly keyId?: Buffer }

function authority(
  name: unknown,
  of: { days: unknown; key: KeyObject },
  context: CallContext,
): GoCertificate {
  const subject = { name, ips: [], dns: [], days: of.days }
  return issue({ subject, key: of.key, isAuthority: true }, undefined, context)
}

function selfSigned(subject: Subject, key: KeyObject, context: CallContext): GoCertificate {
  return issue({ subject, key, isAuthority: false }, undefined, context)
}

function signedBy(
  ca: unknown,
  of: { subject: Subject; key: KeyObject },
  context: CallContext,
): GoCertificate {
  if (!(ca instanceof GoCertificate)) throw new ValueError('unable to decode certificate')
  const parent = parseCertificate(
    ca.certificate,
    'error parsing certificate: decodedSignerCert.Bytes',
  )
  const key = explain('error parsing private key', () => parseKeyPem(ca.key))
  const issuer = { name: subjectOf(parent), key, keyId: keyIdOf(createPublicKey(key)) }
  return issue({ ...of, isAuthority: false }, issuer, context)
}

/** The DER of a certificate's subject. */
function subjectOf(certificate: X509Certificate): Buffer {
  const [body] = readAll(readAll(certificate.raw)?.[0]?.content ?? Buffer.alloc(0)) ?? []
  const fields = readAll(body?.content ?? Buffer.alloc(0)) ?? []
  const hasVersion = fields[0]?.tag === 0xa0
  return fields[hasVersion ? 5 : 4]?.whole ?? sequence()
}

function keyIdOf(publicKey: KeyObject): Buffer {
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const [, bits] = readAll(readAll(spki)?.[0]?.content ?? Buffer.alloc(0)) ?? []
  return createHash('sha1')
    .update(bits?.content.subarray(1) ?? Buffer.alloc(0))
    .digest()
}

type Request = { readonly subject: Subject; readonly key: KeyObject; readonly isAuthority: boolean }

function issue(request: Request, issuer: Issuer | undefined, context: CallContext): GoCertificate {
  context.charge(TEMPLATE_LIMITS.slowCallSteps)
  const { subject, key, isAuthority } = request
  const name = commonName(String(subject.name))
  const signer: Issuer = issuer ?? { name, key }
  const from = context.now().in(utcZone)
  const until = from.add(new GoDuration(24n * HOUR * BigInt(Number(subject.days))))
  const publicKey = createPublicKey(key)
  const extensions = extensionsOf({
    subject,
    isAuthority,
    keyId: keyIdOf(publicKey),
    issuerId: issuer?.keyId,
  })
  const algorithm = signatureAlgorithm(signer.key)
  const body = sequence(
    der(0xa0, integer(2n)),
    integer(serialNumber(context)),
    algorithm,
    signer.name,
    sequence(timeBytes(from), timeBytes(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  const digest = signer.key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  const certificate = sequence(body, algorithm, bitString(sign(digest, body, signer.key)))
  return new GoCertificate(pem('CERTIFICATE', certificate), privateKeyPem(key))
}

function serialNumber(context: CallContext): bigint {
  return BigInt(`0x${Buffer.from(context.random(16)).toString('hex')}`) || 1n
}

function commonName(name: string): Buffer {
  if (name === '') return sequence()
  const isPrintable = /^[A-Za-z0-9 '()+,./:=?-]*$/.test(name)
  const value = der(isPrintable ? 0x13 : 0x0c, Buffer.from(name))
  return sequence(der(0x31, sequence(identifier('2.5.4.3'), value)))
}

/** UTCTime until 2049, GeneralizedTime after. */
function timeBytes(time: GoTime): Buffer {
  const isShort = time.parts.year >= 1950 && time.parts.year < 2050
  const text = time.format(isShort ? '060102150405Z' : '20060102150405Z')
  return der(isShort ? 0x17 : 0x18, Buffer.from(text))
}

function signatureAlgorithm(key: KeyObject): Buffer {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return sequence(identifier('1.2.840.113549.1.1.11'), der(0x05))
    case 'ec':
      return sequence(identifier('1.2.840.10045.4.3.2'))
    case 'ed25519':
      return sequence(identifier('1.3.101.112'))
    default:
      throw new ValueError(
        'error creating certificate: x509: only RSA, ECDSA and Ed25519 keys supported',
      )
  }
}

type ExtensionParts = {
  readonly subject: Subject
  readonly isAuthority: boolean
  readonly keyId: Buffer
  readonly issuerId: Buffer | undefined
}

function extensionsOf(parts: ExtensionParts): Buffer[] {
  const { subject, isAuthority, keyId, issuerId } = parts
  const names = [...dnsNames(subject.dns), ...ipNames(subject.ips)]
  return [
    extension('2.5.29.15', {
      critical: true,
      value: isAuthority ? bitString(Buffer.of(0xa4), 2) : bitString(Buffer.of(0xa0), 5),
    }),
    extension('2.5.29.37', {
      value: sequence(identifier('1.3.6.1.5.5.7.3.1'), identifier('1.3.6.1.5.5.7.3.2')),
    }),
    extension('2.5.29.19', { critical: true, value: isAuthority ? sequence(TRUE) : sequence() }),
    ...(isAuthority ? [extension('2.5.29.14', { value: octetString(keyId) })] : []),
    ...(issuerId ? [extension('2.5.29.35', { value: sequence(der(0x80, issuerId)) })] : []),
    ...(names.length > 0 ? [extension('2.5.29.17', { value: sequence(...names) })] : []),
  ]
}

function extension(id: string, of: { critical?: boolean; value: Buffer }): Buffer {
  const critical = of.critical === true ? [TRUE] : []
  return sequence(identifier(id), ...critical, octetString(of.value))
}

function dnsNames(names: unknown): Buffer[] {
  if (!Array.isArray(names)) return []
  return names.map((name: unknown) => {
    if (typeof name !== 'string') {
      throw new ValueError(
        `error processing alternate dns name: ${formatValue(name)} is not a string`,
      )
    }
    return der(0x82, Buffer.from(name))
  })
}

function ipNames(ips: unknown): Buffer[] {
  if (!Array.isArray(ips)) return []
  return ips.map((ip: unknown) => {
    if (typeof ip !== 'string')
      throw new ValueError(`error parsing ip: ${formatValue(ip)} is not a string`)
    const bytes = ipBytes(ip)
    if (bytes === undefined) throw new ValueError(`error parsing ip: ${ip}`)
    return der(0x87, bytes)
  })
}

function ipBytes(ip: string): Buffer | undefined {
  const version = ipVersion(ip)
  if (version === 4) return Buffer.from(ip.split('.').map(Number))
  if (version !== 6 || ip.includes('%')) return undefined
  const withHex = ip.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number)
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  })
  const [head = '', tail] = withHex.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right]
  const bytes = Buffer.alloc(16)
  for (const [index, group] of groups.entries())
    bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2)
  const isMapped = bytes.subarray(0, 12).toString('hex') === '00000000000000000000ffff'
  return isMapped ? bytes.subarray(12) : bytes
}
