// In: a kind of key, or the PEM text of one. Out: private keys, and their PEM in the form that sprig writes.
// Must hold: RSA, EC and DSA keys are written in their traditional forms, all others as PKCS#8.

import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { ValueError } from '../../values/kind.ts'
import { type DerValue, integer, integerOfContent, pem, readAll, readPem, sequence } from './der.ts'

/** genPrivateKey: the PEM of a new key, or what sprig says to an unknown kind. */
export function generateKeyPem(kind: string): string {
  switch (kind) {
    case '':
    case 'rsa':
      return privateKeyPem(newRsaKey(4096))
    case 'dsa':
      return privateKeyPem(
        generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).privateKey,
      )
    case 'ecdsa':
      return privateKeyPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
    case 'ed25519':
      return privateKeyPem(generateKeyPairSync('ed25519').privateKey)
    default:
      return `Unknown type ${kind}`
  }
}

export function newRsaKey(bits: number): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: bits }).privateKey
}

/** The PEM of a private key. */
export function privateKeyPem(key: KeyObject): string {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ type: 'pkcs1', format: 'pem' }).toString()
    case 'ec':
      return key.export({ type: 'sec1', format: 'pem' }).toString()
    case 'dsa':
      return pem('DSA PRIVATE KEY', traditionalDsa(key.export({ type: 'pkcs8', format: 'der' })))
    default:
      return key.export({ type: 'pkcs8', format: 'pem' }).toString()
  }
}

/** OpenSSL's sequence of version, p, q, g, y and x from a PKCS#8 key. */
function traditionalDsa(pkcs8: Buffer): Buffer {
  const [, algorithm, key] = members(readAll(pkcs8)?.[0])
  const [, parameters] = members(algorithm)
  const [p = 0n, q = 0n, g = 0n] = members(parameters).map(({ content }) =>
    integerOfContent(content),
  )
  const x = integerOfContent(
    readAll(key?.content ?? Buffer.alloc(0))?.[0]?.content ?? Buffer.alloc(0),
  )
  const y = powerModulo(g, x, p)
  return sequence(integer(0n), integer(p), integer(q), integer(g), integer(y), integer(x))
}

function members(value: DerValue | undefined): DerValue[] {
  return value === undefined ? [] : (readAll(value.content) ?? [])
}

function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

/** The private key in a PEM text. Throws ValueError with sprig's text. */
export function parseKeyPem(text: string): KeyObject {
  const block = readPem(text)
  if (block === undefined) throw new ValueError('no PEM data in input')
  if (block.label !== 'PRIVATE KEY' && !block.label.endsWith(' PRIVATE KEY')) {
    throw new ValueError(`no private key data in PEM block of type ${block.label}`)
  }
  const kind = block.label.slice(0, -' PRIVATE KEY'.length)
  if (block.label !== 'PRIVATE KEY' && !['RSA', 'EC', 'DSA'].includes(kind)) {
    throw new ValueError(`invalid private key type ${kind}`)
  }
  try {
    return createPrivateKey(text)
  } catch (error) {
    const what = kind === '' ? 'decoding PEM as PKCS#8' : `parsing ${kind} private key from PEM`
    throw new ValueError(`${what}: asn1: structure error`, { cause: error })
  }
}
