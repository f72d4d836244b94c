/** Which resource an event is about: from the Alibaba resource name, else from whatever id there is. */
import type { LocalText } from '../../model/text.ts'

/** The parts of `acs:<product>:<region>:<account>:<type>/<id>`, as far as they are given. */
export type Resource = {
  readonly product?: string
  readonly region?: string
  readonly account?: string
  readonly type?: string
  readonly id?: string
}

/** Reads an Alibaba resource name; a text that is none is taken for the id itself. */
export function parseResource(text: string | undefined): Resource {
  if (text === undefined) return {}
  const [scheme, product, region, account, ...rest] = text.split(':')
  const path = rest.join(':')
  if (scheme?.toLowerCase() !== 'acs' || path === '') return { id: text }
  const slash = path.indexOf('/')
  return {
    product: present(product),
    region: present(region),
    account: present(account),
    type: slash > 0 ? path.slice(0, slash) : undefined,
    id: present(path.slice(slash + 1)),
  }
}

function present(text: string | undefined): string | undefined {
  const trimmed = text?.trim()
  return trimmed === '' || trimmed === '*' ? undefined : trimmed
}

const TYPE_WORDS: ReadonlyMap<string, LocalText> = new Map([
  ['instance', { en: 'Instance', zh: '实例' }],
  ['dbinstance', { en: 'Instance', zh: '实例' }],
  ['disk', { en: 'Disk', zh: '磁盘' }],
  ['snapshot', { en: 'Snapshot', zh: '快照' }],
  ['image', { en: 'Image', zh: '镜像' }],
  ['eni', { en: 'Network interface', zh: '弹性网卡' }],
  ['networkinterface', { en: 'Network interface', zh: '弹性网卡' }],
  ['bucket', { en: 'Bucket', zh: '存储空间' }],
  ['loadbalancer', { en: 'Load balancer', zh: '负载均衡' }],
  ['cluster', { en: 'Cluster', zh: '集群' }],
])

/** A type of resource in words. */
export function resourceWord(type: string | undefined): LocalText {
  return TYPE_WORDS.get(type?.toLowerCase() ?? '') ?? { en: 'Resource', zh: '资源' }
}

/** The resource's page in the Alibaba console, where its address is known. */
export function consoleUrl(resource: {
  readonly product: string
  readonly type: string | undefined
  readonly id: string | undefined
  readonly region: string | undefined
}): string | undefined {
  const { product, type, id, region } = resource
  if (product !== 'ECS' || type !== 'instance' || id === undefined || region === undefined) {
    return undefined
  }
  if (!PLAIN_ID.test(id) || !PLAIN_ID.test(region)) return undefined
  return `https://ecs.console.aliyun.com/server/${id}/detail?regionId=${region}`
}

const PLAIN_ID = /^[A-Za-z0-9-]{1,64}$/
