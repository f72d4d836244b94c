// In: nothing. Out: sprig's functions on hashes, passwords, ciphers, keys and certificates.
// Must hold: bytes are those of Go's implementations; keys and certificates load in Go and in OpenSSL.

import { createCipheriv, createDecipheriv, createHash, createHmac, scryptSync } from 'node:crypto'
import { TEMPLATE_LIMITS } from '../../../base/limits.ts'
import { ValueError } from '../../values/kind.ts'
import { fromBytes, toBytes } from '../../values/text.ts'
import type { CallContext } from '../function.ts'
import { bcryptHash } from './bcrypt.ts'
import { certificateFunctions } from './certificates.ts'
import { define, type FunctionTable, onStrings } from './define.ts'
import { base64Bytes } from './encoding.ts'

export const cryptoFunctions: FunctionTable = new Map([
  ['sha1sum', onStrings(1, (text) => hash('sha1', text))],
  ['sha256sum', onStrings(1, (text) => hash('sha256', text))],
  ['sha512sum', onStrings(1, (text) => hash('sha512', text))],
  ['adler32sum', onStrings(1, adler32)],
  ['bcrypt', define('string', ([password], context) => bcrypt(String(password), context))],
  [
    'htpasswd',
    define('string, string', ([user, password], context) =>
      htpasswd(String(user), String(password), context),
    ),
  ],
  [
    'derivePassword',
    define(
      'uint32, string, string, string, string',
      ([counter, type, password, user, site], context) => {
        context.charge(TEMPLATE_LIMITS.slowCallSteps)
        return derivePassword(Number(counter), {
          type: String(type),
          password: String(password),
          user: String(user),
          site: String(site),
        })
      },
    ),
  ],
  [
    'encryptAES',
    define('string, string', ([password, text], context) =>
      encrypt(String(password), String(text), context),
    ),
  ],
  ['decryptAES', onStrings(2, decrypt)],
  ...certificateFunctions,
])

function hash(algorithm: string, text: string): string {
  return createHash(algorithm).update(toBytes(text)).digest('hex')
}

function adler32(text: string): string {
  let a = 1
  let b = 0
  for (const byte of toBytes(text)) {
    a = (a + byte) % 65521
    b = (b + a) % 65521
  }
  return String(b * 65536 + a)
}

const BCRYPT_PASSWORD_MAX = 72

function bcrypt(password: string, context: CallContext): string {
  context.charge(TEMPLATE_LIMITS.slowCallSteps)
  const bytes = toBytes(password)
  if (bytes.length > BCRYPT_PASSWORD_MAX) {
    return 'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes'
  }
  return bcryptHash(bytes, context.random(16))
}

function htpasswd(user: string, password: string, context: CallContext): string {
  if (user.includes(':')) return `invalid username: ${user}`
  return `${user}:${bcrypt(password, context)}`
}

/** The patterns of the Master Password algorithm, by password type. */
const PASSWORD_PATTERNS: ReadonlyMap<string, readonly string[]> = new Map([
  ['maximum', ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno']],
  [
    'long',
    (
      'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno ' +
      'CvcvnoCvccCvcv CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno ' +
      'CvccnoCvccCvcv CvccCvccnoCvcv CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno ' +
      'CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno'
    ).split(' '),
  ],
  ['medium', ['CvcnoCvc', 'CvcCvcno']],
  ['short', ['Cvcn']],
  ['basic', ['aaanaaan', 'aannaaan', 'aaannaaa']],
  ['pin', ['nnnn']],
])

/** The characters that each letter of a pattern stands for. */
const PASSWORD_CHARACTERS: ReadonlyMap<string, string> = new Map([
  ['V', 'AEIOU'],
  ['C', 'BCDFGHJKLMNPQRSTVWXYZ'],
  ['v', 'aeiou'],
  ['c', 'bcdfghjklmnpqrstvwxyz'],
  ['A', 'AEIOUBCDFGHJKLMNPQRSTVWXYZ'],
  ['a', 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz'],
  ['n', '0123456789'],
  ['o', "@&%?,=[]_:-+*$#!'^~;()/."],
  ['x', 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()'],
])

const PASSWORD_SCOPE = 'com.lyndir.masterpassword'
const SCRYPT = { N: 32768, r: 8, p: 2, maxmem: 64 * 1024 * 1024 }

function derivePassword(
  counter: number,
  of: { type: string; password: string; user: string; site: string },
): string {
  const patterns = PASSWORD_PATTERNS.get(of.type)
  if (patterns === undefined) return `cannot find password template ${of.type}`
  const salt = Buffer.concat([Buffer.from(PASSWORD_SCOPE), withLength(of.user)])
  const key = scryptSync(toBytes(of.password), salt, 64, SCRYPT)
  const message = Buffer.concat([
    Buffer.from(PASSWORD_SCOPE),
    withLength(of.site),
    bigEndian(counter),
  ])
  const seed = createHmac('sha256', key).update(message).digest()
  const pattern = patterns[(seed[0] ?? 0) % patterns.length] ?? ''
  return Array.from(pattern, (letter, index) => {
    const characters = PASSWORD_CHARACTERS.get(letter) ?? ''
    return characters[(seed[index + 1] ?? 0) % characters.length]
  }).join('')
}

function withLength(text: string): Buffer {
  const bytes = toBytes(text)
  return Buffer.concat([bigEndian(bytes.length), bytes])
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

const BLOCK = 16

/** The first 32 bytes of the password, filled up with zeros. */
function aesKey(password: string): Buffer {
  const key = Buffer.alloc(32)
  key.set(toBytes(password).subarray(0, 32))
  return key
}

function encrypt(password: string, text: string, context: CallContext): string {
  if (text === '') return ''
  const vector = context.random(BLOCK)
  const cipher = createCipheriv('aes-256-cbc', aesKey(password), vector)
  const encrypted = Buffer.concat([vector, cipher.update(toBytes(text)), cipher.final()])
  return encrypted.toString('base64')
}

function decrypt(password: string, encrypted: string): string {
  if (encrypted === '') return ''
  const bytes = base64Bytes(encrypted)
  if (!(bytes instanceof Uint8Array)) throw new ValueError(bytes)
  if (bytes.length < BLOCK) {
    throw new ValueError(
      `runtime error: slice bounds out of range [:${BLOCK}] with capacity ${bytes.length}`,
    )
  }
  if (bytes.length % BLOCK !== 0) throw new ValueError('crypto/cipher: input not full blocks')
  const decipher = createDecipheriv('aes-256-cbc', aesKey(password), bytes.subarray(0, BLOCK))
  decipher.setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(bytes.subarray(BLOCK)), decipher.final()])
  const padding = padded.at(-1)
  if (padding === undefined) throw new ValueError('runtime error: index out of range [-1]')
  if (padding > padded.length) {
    throw new ValueError(`runtime error: slice bounds out of range [:${padded.length - padding}]`)
  }
  return fromBytes(padded.subarray(0, padded.length - padding))
}
