import { expect, test } from 'vitest'
import { IDENTITY_LIMITS } from '../base/limits.ts'
import { Failures } from './failures.ts'

const T0 = 1_772_676_901_123
const from = (name: string, address = '192.0.2.1') => ({ name, address })

test('after so many failures under a name it has to wait, and others do not', () => {
  const failures = new Failures()
  for (let times = 0; times < IDENTITY_LIMITS.failuresOfNameMax; times++) {
    expect(failures.waitMs(from('li'), T0)).toBe(0)
    failures.failed(from('li'), T0)
  }
  expect(failures.waitMs(from('li', '198.51.100.7'), T0)).toBe(IDENTITY_LIMITS.failureMs)
  expect(failures.waitMs(from('wang'), T0)).toBe(0)
  expect(failures.waitMs(from('li'), T0 + IDENTITY_LIMITS.failureMs)).toBe(0)
})

test('who tries many names from one address has to wait as well', () => {
  const failures = new Failures()
  for (let times = 0; times < IDENTITY_LIMITS.failuresOfAddressMax; times++)
    failures.failed(from(`name-${times}`), T0)
  expect(failures.waitMs(from('li'), T0)).toBeGreaterThan(0)
  expect(failures.waitMs(from('li', '198.51.100.7'), T0)).toBe(0)
})

test('who is let in begins anew, the address does not', () => {
  const failures = new Failures()
  const { failuresOfAddressMax: ofAddress, failuresOfNameMax: ofName } = IDENTITY_LIMITS
  for (let times = 0; times < ofAddress; times++) {
    failures.failed(from('li'), T0)
    if (times % (ofName - 1) === 0) failures.succeeded(from('li'))
  }
  failures.succeeded(from('li'))
  expect(failures.waitMs(from('li', '198.51.100.7'), T0)).toBe(0)
  expect(failures.waitMs(from('li'), T0)).toBeGreaterThan(0)
})
