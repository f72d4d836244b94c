import { createPrivateKey, createSign, type KeyObject } from 'node:crypto'

/** A private key of PEM; undefined where it is none. A key that lost its newlines on the way is read all the same. */
export function readPrivateKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem.trim().replaceAll('\\n', '\n'))
    return key.asymmetricKeyType === 'rsa' ? key : undefined
  } catch {
    return undefined
  }
}

export type JwtFacts = {
  readonly key: KeyObject
  readonly keyId?: string
  readonly claims: Readonly<Record<string, string | number>>
}

/** A JSON Web Token, signed with RS256. */
export function signJwt({ key, keyId, claims }: JwtFacts): string {
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) }
  const unsigned = [header, claims].map((part) => base64url(JSON.stringify(part))).join('.')
  const signature = createSign('RSA-SHA256').update(unsigned).sign(key).toString('base64url')
  return `${unsigned}.${signature}`
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}
