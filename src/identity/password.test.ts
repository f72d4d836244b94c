import { expect, test } from 'vitest'
import { systemChance } from '../base/id.ts'
import { IDENTITY_LIMITS } from '../base/limits.ts'
import { Passwords } from './password.ts'

const passwords = (): Passwords => new Passwords((count) => systemChance.bytes(count))

test('a password fits its own hash only, and two hashes of it differ', async () => {
  const hasher = passwords()
  const hash = await hasher.hash('four words come along')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(await hasher.isRight('four words come along', hash)).toBe(true)
  expect(await hasher.isRight('four words came along', hash)).toBe(false)
  expect(await hasher.hash('four words come along')).not.toBe(hash)
})

test('characters that are written in two ways are the same password', async () => {
  const hasher = passwords()
  const hash = await hasher.hash('schl\u00fcssel und mehr')
  expect(await hasher.isRight('schlu\u0308ssel und mehr', hash)).toBe(true)
})

test('without a hash, and with one that cannot be read, every password is wrong', async () => {
  const hasher = passwords()
  expect(await hasher.isRight('whatever it may be', undefined)).toBe(false)
  expect(await hasher.isRight('whatever it may be', 'plain')).toBe(false)
})

test('more than may wait are turned away, and the others get their turn', async () => {
  const hasher = passwords()
  const most = IDENTITY_LIMITS.hashingMax + IDENTITY_LIMITS.hashingWaitingMax
  const asked = Array.from({ length: most + 3 }, () => hasher.hash('the same for all'))
  const ended = await Promise.allSettled(asked)
  const refused = ended.filter((one) => one.status === 'rejected')
  expect(refused).toHaveLength(3)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'TOCSIN_TOO_BUSY' })
}, 60_000)
