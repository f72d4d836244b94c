import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox } from '../../src/app.ts'
import { mailOf } from '../../src/cli/options.ts'

describe('a mail port that is taken', () => {
  let other: Server
  let port: number
  beforeEach(async () => {
    other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
  })
  afterEach(() => new Promise((resolve) => other.close(resolve)))

  test('is said, with the option to change, and nothing goes on listening', async () => {
    const free = await startSandbox({ host: '127.0.0.1', port: 0, strictTokens: false })
    const webPort = Number(new URL(free.url).port)
    await free.stop()
    const sandboxMail = { host: '127.0.0.1', port }
    const options = { host: '127.0.0.1', port: webPort, strictTokens: false }
    await expect(startSandbox({ ...options, sandboxMail })).rejects.toMatchObject({
      code: 'TOCSIN_LISTEN',
      message: expect.stringMatching(/take mail in.*--smtp/),
    })
    const again = await startSandbox(options)
    expect(again.mailAddress).toBeUndefined()
    await again.stop()
  })
})

describe('the options of the mail server', () => {
  test('are read, and nothing is opened without an address', () => {
    expect(mailOf({ listen: undefined, startTls: true }, 'a:b')).toBeUndefined()
    const read = mailOf({ listen: '127.0.0.1:2525', startTls: false }, 'tocsin:hush:hush')
    expect(read).toMatchObject({ host: '127.0.0.1', port: 2525, startTls: false })
    expect(read?.auth?.user).toBe('tocsin')
    expect(read?.auth?.password.reveal()).toBe('hush:hush')
    expect(JSON.stringify(read)).not.toContain('hush')
  })

  test('a login without a colon is a mistake that tells no secret', () => {
    const read = () => mailOf({ listen: ':2525', startTls: false }, 'hush')
    expect(read).toThrow(/user:password/)
    expect(read).not.toThrow(/hush/)
  })
})
