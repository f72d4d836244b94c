import { isoTime } from '../../../base/clock.ts'
import type { HttpOutcome } from '../../../base/http-client.ts'
import { ARGO_SERVICE_LIMITS } from '../../../base/limits.ts'
import type { Receipt } from '../../../model/receipt.ts'
import type { LocalText } from '../../../model/text.ts'
import { NO_PART } from '../answers.ts'
import type { Delivery, Service } from '../service.ts'
import { ANY_LENGTH, FOR_PROGRAMS } from '../service-kinds.ts'
import type { Tree } from '../tree.ts'

/** Alertmanager's API v2: every target hears of it, and one that takes it is enough. */
export const alertmanager: Service = {
  type: 'alertmanager',
  limits: FOR_PROGRAMS,
  messageLengthMax: ANY_LENGTH,
  ignoresRecipient: true,
  check(options) {
    const targets = targetsOf(options)
    if (targets.length > ARGO_SERVICE_LIMITS.targetsMax) return [TOO_MANY]
    const isGood = (target: string): boolean =>
      !target.includes('/') && URL.parse(addressOf(options, target)) !== null
    return targets.every(isGood) ? [] : [BAD]
  },
  async send(delivery): Promise<Receipt> {
    const { options, way } = delivery
    const alert = alertOf(delivery)
    if (alert === undefined) return way.unasked(NO_PART, 'at least one label pair required')
    const authorization = authorizationOf(options)
    const headers = {
      'content-type': 'application/json',
      ...(authorization !== '' && { authorization }),
    }
    const asked = targetsOf(options).map(async (target) => {
      return await way.ask({
        method: 'POST',
        url: addressOf(options, target),
        headers,
        body: JSON.stringify([alert]),
        timeoutMs: (options.number('timeout') || TIMEOUT_SECONDS) * 1_000,
      })
    })
    return best((await Promise.all(asked)).map((outcome) => judged(delivery, outcome)))
  },
}

/** As upstream waits; the option `timeout` counts in seconds too. */
const TIMEOUT_SECONDS = 3

function judged({ way }: Delivery, outcome: HttpOutcome): Receipt {
  return way.judge(outcome, { isTaken: ({ status }) => status === 200 })
}

/** Taken by one is taken; else what may still come right. */
function best(receipts: readonly Receipt[]): Receipt {
  const [first] = ['sent', 'retry', 'refused'].flatMap((kind) =>
    receipts.filter((receipt) => receipt.kind === kind),
  )
  if (first === undefined) return { kind: 'sent', text: 'no targets' }
  const others = receipts.filter(({ kind }) => kind !== 'sent').map(({ text }) => text ?? '')
  if (first.kind !== 'sent' || others.length === 0) return first
  return {
    ...first,
    text: `${first.text ?? ''} (not taken by ${others.length}: ${others.join('; ')})`,
  }
}

function targetsOf(options: Tree): readonly string[] {
  const targets = options.texts('targets')
  return targets.length === 0 ? ['127.0.0.1:9093'] : targets
}

function addressOf(options: Tree, target: string): string {
  const scheme = options.text('scheme') || 'http'
  return `${scheme}://${target.trim()}${options.text('apiPath') || '/api/v2/alerts'}`
}

/** Empty where there is none. */
function authorizationOf(options: Tree): string {
  const login = options.at('basicAuth')
  if (login !== undefined) {
    const text = `${login.text('username')}:${login.text('password')}`
    return `Basic ${Buffer.from(text).toString('base64')}`
  }
  const token = options.text('bearerToken').trim()
  return token === '' ? '' : `Bearer ${token}`
}

/** What Tocsin says itself is an alert of its own name. */
function alertOf({ message, part, isOwn, way }: Delivery): object | undefined {
  const startsAt = isoTime(way.now)
  if (part === undefined) {
    if (!isOwn) return undefined
    return { labels: { alertname: 'Tocsin' }, annotations: { summary: message }, startsAt }
  }
  const labels = part.map('labels')
  if (labels.size === 0) return undefined
  const annotations = part.map('annotations')
  const generatorURL = webFormOf(part.text('generatorURL'))
  return {
    labels: Object.fromEntries(labels),
    ...(annotations.size > 0 && { annotations: Object.fromEntries(annotations) }),
    ...(generatorURL !== '' && { generatorURL }),
    startsAt,
  }
}

/** `git@host:team/repository` as a web address; Alertmanager takes no other. */
function webFormOf(url: string): string {
  return url.startsWith('git@') ? `https://${url.slice('git@'.length).replace(':', '/')}` : url
}

const TOO_MANY: LocalText = {
  en: `The service’s option targets takes at most ${ARGO_SERVICE_LIMITS.targetsMax}. The members of one cluster tell each other: a few of them are enough.`,
  zh: `服务选项 targets 最多 ${ARGO_SERVICE_LIMITS.targetsMax} 个。集群成员之间会互相同步，填写其中几个即可。`,
}
const BAD: LocalText = {
  en: 'The service’s options scheme, targets and apiPath make no address together. A target is host:port, without a scheme.',
  zh: '服务选项 scheme、targets 与 apiPath 无法组成地址。targets 的格式为 host:port，不含协议。',
}
