import { describe, expect, test } from 'vitest'
import { addressKind, createGuard } from './guard.ts'
import { readHostRule } from './host-rules.ts'

describe('every address has a kind, whatever it is spelled as', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['2606:4700::1111', 'public'],
    ['100.63.255.255', 'public'],
    ['172.32.0.1', 'public'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['0.0.0.0', 'loopback'],
    ['0.1.2.3', 'loopback'],
    ['::1', 'loopback'],
    ['[::1]', 'loopback'],
    ['::', 'loopback'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.255.1', 'private'],
    ['fc00::1', 'private'],
    ['fd12:3456::1', 'private'],
    ['fec0::1', 'private'],
    ['169.254.0.1', 'link-local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['169.254.169.254', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['100.64.0.1', 'shared'],
    ['100.127.255.255', 'shared'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.250', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['240.0.0.1', 'reserved'],
    ['198.18.0.1', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['2001:db8::1', 'reserved'],
    ['2001::4136:e378:8000:63bf:3fff:fdd2', 'reserved'],
    ['64:ff9b:1::a00:1', 'reserved'],
    ['4000::1', 'reserved'],
    ['not an address', 'reserved'],
    // the same, in the clothes of IPv6
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['::ffff:a9fe:a9fe', 'metadata'],
    ['::ffff:0:10.0.0.1', 'private'],
    ['::127.0.0.1', 'loopback'],
    ['::a9fe:a9fe', 'metadata'],
    ['64:ff9b::10.1.2.3', 'private'],
    ['64:ff9b::6464:64c8', 'metadata'],
    ['2002:7f00:1::1', 'loopback'],
    ['2002:c0a8:101::1', 'private'],
    ['::ffff:8.8.8.8', 'public'],
    ['64:ff9b::808:808', 'public'],
  ])('%s is %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind)
  })
})

describe('what may be spoken to', () => {
  const closed = createGuard([])
  const open = createGuard(['10.0.0.0/8', '192.168.1.7', 'relay.internal', '*.corp.example'])

  test('public addresses, and nothing else', () => {
    expect(closed.refusal('oapi.dingtalk.com', '203.119.206.77')).toBeUndefined()
    expect(closed.refusal('relay.internal', '10.1.2.3')).toBe(
      'expected a public address, found that the host name leads to a private one (10.1.2.3): allow it in network.allow',
    )
    expect(closed.refusal('10.1.2.3', '10.1.2.3')).toBe(
      'expected a public address, found a private one (10.1.2.3): allow it in network.allow',
    )
  })

  test('what is allowed, by range, address, name or domain', () => {
    expect(open.refusal('a', '10.255.0.1')).toBeUndefined()
    expect(open.refusal('a', '::ffff:10.255.0.1')).toBeUndefined()
    expect(open.refusal('a', '192.168.1.7')).toBeUndefined()
    expect(open.refusal('a', '192.168.1.8')).toContain('192.168.1.8')
    expect(open.refusal('Relay.Internal.', '172.16.0.1')).toBeUndefined()
    expect(open.refusal('deep.corp.example', '127.0.0.1')).toBeUndefined()
    expect(open.refusal('corp.example', '127.0.0.1')).toContain('this machine')
    expect(open.refusal('notcorp.example', '127.0.0.1')).toContain('this machine')
  })

  test('a metadata service is allowed by its own address only', () => {
    const wide = createGuard(['0.0.0.0/0', '100.64.0.0/10', '169.254.0.0/16', 'relay.internal'])
    expect(wide.refusal('a', '127.0.0.1')).toBeUndefined()
    expect(wide.refusal('relay.internal', '169.254.169.254')).toContain('the address itself')
    expect(wide.refusal('a', '100.100.100.200')).toContain('metadata')
    const named = createGuard(['100.100.100.200'])
    expect(named.refusal('a', '100.100.100.200')).toBeUndefined()
    expect(named.refusal('a', '64:ff9b::6464:64c8')).toBeUndefined()
  })
})

describe('a rule for hosts', () => {
  test.each(['10.0.0.0/8', 'fd00::/8', '::1', 'relay', 'a_b.example', '*.x.example', '.x.example'])(
    'is read: %s',
    (text) => expect(readHostRule(text)).toBeDefined(),
  )
  test.each(['', '*', '10.0.0.0/33', '10.0.0', 'http://a', 'a b', 'a/8', 'a:80', '-', '999.1.1.1'])(
    'is not read: %j',
    (text) => expect(readHostRule(text)).toBeUndefined(),
  )
})
