import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { ManualClock } from '../../../base/clock.ts'
import { TemplateError } from '../errors.ts'
import { compile } from '../gotemplate.ts'
import { bcryptHash } from './bcrypt.ts'

const clock = new ManualClock(Date.UTC(2024, 2, 5, 14, 30))

function render(text: string, data: unknown = null): string {
  return compile(text, { name: 'test', clock }).render(data)
}

function failure(text: string, data: unknown = null): string {
  try {
    return `rendered ${render(text, data)}`
  } catch (error) {
    return error instanceof TemplateError
      ? error.message.replace(/^.*error calling /, '')
      : String(error)
  }
}

const alphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The 16 bytes of a salt in bcrypt's own base64. */
function saltOf(text: string): Uint8Array {
  const bits = [...text].map((char) => alphabet.indexOf(char).toString(2).padStart(6, '0')).join('')
  return Uint8Array.from({ length: 16 }, (_, index) =>
    Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2),
  )
}

test.each([
  ['', '$2a$10$k1wbIrmNyFAPwPVPSVa/zecw2BCEnBwVS2GbrmgzxFUOqW9dk4TCW'],
  ['a', '$2a$10$k87L/MF28Q673VKh8/cPi.SUl7MU/rWuSiIDDFayrKk/1tBsSQu4u'],
  ['abc', '$2a$10$WvvTPHKwdBJ3uk0Z37EMR.hLA2W6N9AEBhEgrAOljy2Ae5MtaSIUi'],
])('the bcrypt hash of %j is the published one', (password, hash) => {
  expect(bcryptHash(Buffer.from(password), saltOf(hash.slice(7, 29)))).toBe(hash)
})

test('derived passwords are those of the Master Password algorithm', () => {
  const of = (type: string) =>
    render(`{{ derivePassword 1 "${type}" "password" "user" "example.com" }}`)
  expect(of('long')).toBe('ZedaFaxcZaso9*')
  expect(of('maximum')).toBe('pf4zS1LjCg&LjhsZ7T2~')
  expect(of('medium')).toBe('ZedJuz8$')
  expect(of('basic')).toBe('pIS54PLs')
  expect(of('short')).toBe('Zed5')
  expect(of('pin')).toBe('6685')
  expect(of('odd')).toBe('cannot find password template odd')
})

test('what encryptAES made, decryptAES reads', () => {
  expect(render('{{ encryptAES "key" "plain text é" | decryptAES "key" }}')).toBe('plain text é')
  expect(render('{{ encryptAES "key" "" }}{{ decryptAES "key" "" }}')).toBe('')
  expect(
    render('{{ decryptAES "secretkey" "30tEfhuJSVRhpG97XCuWgz2okj7L8vQ1s6V9zVUPeDQ=" }}'),
  ).toBe('plaintext')
  expect(failure('{{ decryptAES "key" "!" }}')).toBe(
    'decryptAES: illegal base64 data at input byte 0',
  )
})

test('htpasswd refuses a colon in the name', () => {
  expect(render('{{ htpasswd "a:b" "c" }}')).toBe('invalid username: a:b')
  expect(render('{{ bcrypt (repeat 73 "x") }}')).toBe(
    'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes',
  )
})

test.each([
  ['rsa', '-----BEGIN RSA PRIVATE KEY-----'],
  ['ecdsa', '-----BEGIN EC PRIVATE KEY-----'],
  ['ed25519', '-----BEGIN PRIVATE KEY-----'],
])('genPrivateKey %s writes a key that loads', (kind, header) => {
  const pem =
    kind === 'rsa' ? render('{{ (genCA "x" 1).Key }}') : render(`{{ genPrivateKey "${kind}" }}`)
  expect(pem.split('\n')[0]).toBe(header)
  expect(createPrivateKey(pem).type).toBe('private')
})

test('genPrivateKey says so to an unknown kind', () => {
  expect(render('{{ genPrivateKey "odd" }}')).toBe('Unknown type odd')
})

test('a certificate signed by a new authority has its names and verifies', () => {
  const text =
    '{{ $ca := genCA "my-ca" 365 }}{{ $c := genSignedCert "shop" (list "10.0.0.1" "::1") (list "shop.local" "*.shop.local") 30 $ca }}' +
    '{{ list $ca.Cert $c.Cert $c.Key | toJson }}'
  const [caPem = '', pem = '', key = ''] = JSON.parse(render(text))
  const authority = new X509Certificate(caPem)
  const certificate = new X509Certificate(pem)
  expect(authority.ca).toBe(true)
  expect(authority.subject).toBe('CN=my-ca')
  expect(authority.verify(authority.publicKey)).toBe(true)
  expect(certificate.verify(authority.publicKey)).toBe(true)
  expect(certificate.checkIssued(authority)).toBe(true)
  expect(certificate.ca).toBe(false)
  expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true)
  expect(certificate.checkHost('a.shop.local')).toBe('*.shop.local')
  expect(certificate.checkIP('10.0.0.1')).toBe('10.0.0.1')
  expect(certificate.checkIP('::1')).toBeDefined()
  expect(certificate.validFrom).toBe('Mar  5 14:30:00 2024 GMT')
  expect(certificate.validTo).toBe('Apr  4 14:30:00 2024 GMT')
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'])
})

test.each(['ecdsa', 'ed25519'])('a certificate for a given %s key verifies', (kind) => {
  const text = `{{ $k := genPrivateKey "${kind}" }}{{ $c := genSelfSignedCertWithKey "x" nil (list "x.test") 3650 $k }}{{ list $c.Cert $c.Key $k (genCAWithKey "ca" 1 $k).Cert | toJson }}`
  const [pem = '', key = '', given = '', ca = ''] = JSON.parse(render(text))
  const certificate = new X509Certificate(pem)
  expect(key).toBe(given)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.subjectAltName).toBe('DNS:x.test')
  expect(new X509Certificate(ca).ca).toBe(true)
})

test('buildCustomCert takes what fits and refuses what does not', () => {
  const text =
    '{{ $c := genSelfSignedCert "x" nil nil 1 }}{{ $b := buildCustomCert (b64enc $c.Cert) (b64enc $c.Key) }}{{ eq $b.Cert $c.Cert }} {{ eq $b.Key $c.Key }}'
  expect(render(text)).toBe('true true')
  expect(failure('{{ buildCustomCert "!" "" }}')).toBe(
    'buildCustomCert: unable to decode base64 certificate',
  )
  expect(failure('{{ buildCustomCert "" "!" }}')).toBe(
    'buildCustomCert: unable to decode base64 private key',
  )
  expect(failure('{{ buildCustomCert "" "" }}')).toBe(
    'buildCustomCert: unable to decode certificate',
  )
})

test.each([
  [
    '{{ genSelfSignedCert "x" (list "1.2.3") nil 1 }}',
    'genSelfSignedCert: error parsing ip: 1.2.3',
  ],
  [
    '{{ genSelfSignedCert "x" (list 1) nil 1 }}',
    'genSelfSignedCert: error parsing ip: 1 is not a string',
  ],
  [
    '{{ genSelfSignedCert "x" nil (list 1) 1 }}',
    'genSelfSignedCert: error processing alternate dns name: 1 is not a string',
  ],
  ['{{ genCAWithKey "x" 1 "no" }}', 'genCAWithKey: parsing private key: no PEM data in input'],
])('%s is refused', (text, wanted) => {
  expect(failure(text)).toBe(wanted)
})
