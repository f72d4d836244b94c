import { expect, test } from 'vitest'
import { adapters } from '../adapters.ts'
import type { ArgoService } from '../argocd/argocd.ts'
import { Contacts } from './contacts.ts'

const DINGTALK = 'https://oapi.dingtalk.com/robot/send?access_token=abc'

const robot = (url: string, extra: object = {}): ArgoService => ({
  name: 'ops',
  type: 'webhook',
  options: { url, ...extra },
})

const telegram: ArgoService = { name: 'telegram', type: 'telegram', options: { token: '1:x' } }

function contactsWith(...services: readonly ArgoService[]): Contacts {
  const contacts = new Contacts({ channels: adapters.channels, rules: () => undefined })
  contacts.take('argocd', services)
  return contacts
}

const to = (service: string, recipient = '', path = '') => ({
  namespace: 'argocd',
  service,
  recipient,
  path,
})

test('a robot is one contact whatever the subscriptions name, and shares the lane of its address', () => {
  const contacts = contactsWith(robot(DINGTALK))
  const { contact, robot: channel } = contacts.use(to('ops', 'wang'))
  expect([contact, channel]).toEqual(['argocd:argocd/ops', 'dingtalk'])
  expect(contacts.use(to('ops', 'li')).contact).toBe(contact)
  const [endpoint] = contacts.contactOf(contact)?.endpoints ?? []
  expect(endpoint).toMatchObject({ channel: 'dingtalk', contact })
  expect(endpoint?.lane).toMatch(/^dingtalk/)
})

test('of another service each recipient is a contact with a lane of its own', () => {
  const contacts = contactsWith(telegram)
  const ids = ['-1001', '-1002'].map((recipient) => contacts.use(to('telegram', recipient)).contact)
  expect(ids).toEqual(['argocd:argocd/telegram:-1001', 'argocd:argocd/telegram:-1002'])
  const lanes = ids.map((id) => contacts.contactOf(id)?.endpoints[0]?.lane)
  expect(new Set(lanes).size).toBe(2)
})

test('a token that stands in a template’s path makes a robot, and is in no id', () => {
  const contacts = contactsWith(robot('https://oapi.dingtalk.com/robot'))
  const { contact, robot: channel } = contacts.use(to('ops', '', 'send?access_token=secret-token'))
  expect(channel).toBe('dingtalk')
  expect(contact).toMatch(/^argocd:argocd\/ops:path-[0-9a-f]{12}$/)
  expect(contacts.contactOf(contact)?.endpoints[0]?.channel).toBe('dingtalk')
})

test('a path that stands in the templates is known before anything is owed', () => {
  const path = 'send?access_token=secret-token'
  const service = robot('https://oapi.dingtalk.com/robot')
  const { contact } = contactsWith(service).use(to('ops', '', path))
  const restarted = contactsWith({ ...service, paths: [path] })
  expect(restarted.contactOf(contact)?.endpoints[0]?.awaited).toBeUndefined()
})

test('before a namespace was read its endpoints are awaited; what it has not is not', () => {
  const contacts = new Contacts({ channels: adapters.channels, rules: () => undefined })
  const endpointId = 'argocd:argocd/ops/argocd:endpoint'
  expect(contacts.awaits(endpointId)).toBe(true)
  expect(contacts.contactOf('argocd:argocd/ops')?.endpoints[0]).toMatchObject({
    id: endpointId,
    awaited: true,
  })
  contacts.take('argocd', [])
  expect(contacts.awaits(endpointId)).toBe(false)
  expect(contacts.contactOf('argocd:argocd/ops')?.endpoints[0]?.awaited).toBe(true)
  expect(contacts.awaits('ops/dingtalk:abc')).toBe(false)
})

test('a ConfigMap that changes changes the endpoint, and not its id', () => {
  const contacts = contactsWith(robot(DINGTALK))
  const { contact } = contacts.use(to('ops'))
  const before = contacts.contactOf(contact)?.endpoints[0]
  contacts.take('argocd', [robot(`${DINGTALK}def`)])
  const after = contacts.contactOf(contact)?.endpoints[0]
  expect(after?.id).toBe(before?.id)
  expect(after?.lane).not.toBe(before?.lane)
})

test('two robots in one webhook are a problem of its key', () => {
  const contacts = contactsWith(robot(DINGTALK, { lark: { secret: 'x' } }))
  expect(contacts.problems('argocd')).toMatchObject([{ service: { name: 'ops' } }])
  expect(contacts.use(to('ops')).robot).toBe('')
})

test('certificates by host are given to services, and not to robots', () => {
  const certificates = '{"hooks.example.com":"PEM"}'
  const means = { channels: adapters.channels, certificates }
  const contacts = new Contacts({ ...means, rules: () => undefined })
  const relay = { ...robot('https://hooks.example.com'), name: 'relay' }
  contacts.take('argocd', [robot(DINGTALK), relay])
  const settingsOf = (service: string) =>
    contacts.contactOf(contacts.use(to(service)).contact)?.endpoints[0]?.settings
  expect(settingsOf('relay')).toMatchObject({ certificates })
  expect(settingsOf('ops')).not.toHaveProperty('certificates')
})
