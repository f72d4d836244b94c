import { parseJson } from '../../base/answer-text.ts'
import { ARGO_SERVICE_LIMITS } from '../../base/limits.ts'
import { revealOf, textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { LocalText } from '../../model/text.ts'
import { credentialsIn } from './credentials.ts'
import type { Service } from './service.ts'
import { SERVICES } from './services.ts'
import { isObject, Tree } from './tree.ts'

/** An endpoint's settings, read. Whether they are in order is for `settingsProblems` to say. */
export type ArgoSettings = {
  readonly type: string
  /** Undefined for a type that is not sent. */
  readonly service: Service | undefined
  readonly optionsText: string
  readonly options: Tree
  readonly recipient: string
  /** PEM by host. */
  readonly certificates: ReadonlyMap<string, string>
}

/** Read once for each: settings never change. */
export function readSettings(settings: Settings): ArgoSettings {
  const known = kept.get(settings)
  if (known !== undefined) return known
  const read = takeApart(settings)
  kept.set(settings, read)
  return read
}

const kept = new WeakMap<Settings, ArgoSettings>()

function takeApart(settings: Settings): ArgoSettings {
  const type = textOf(settings, 'service') ?? ''
  const optionsText = revealOf(settings, 'options') ?? ''
  return {
    type,
    service: SERVICES.get(type),
    optionsText,
    options: new Tree(parseJson(optionsText)),
    recipient: textOf(settings, 'recipient')?.trim() ?? '',
    certificates: new Tree({ hosts: parseJson(textOf(settings, 'certificates') ?? '') }).map(
      'hosts',
    ),
  }
}

/** What must be seen nowhere. */
export function credentialsOf({ optionsText }: ArgoSettings): readonly string[] {
  return credentialsIn(parseJson(optionsText))
}

/** What is wrong with the settings, each mistake once. */
export function settingsProblems(settings: Settings): readonly LocalText[] {
  const { type, service, options, optionsText, recipient } = readSettings(settings)
  if (service === undefined) return [unsupported(type)]
  const isRead = isObject(parseJson(optionsText))
  if (!isRead || optionsText.length > ARGO_SERVICE_LIMITS.optionsLengthMax) return [NO_OPTIONS]
  const certificates = textOf(settings, 'certificates')
  const isBad = certificates !== undefined && !isObject(parseJson(certificates))
  const isLong = recipient.length > ARGO_SERVICE_LIMITS.recipientLengthMax
  return [
    ...(service.check?.(options, recipient) ?? []),
    ...(isBad ? [NO_CERTIFICATES] : []),
    ...(isLong ? [LONG_RECIPIENT] : []),
  ]
}

/** By its name, so that whoever reads the report knows which. */
function unsupported(type: string): LocalText {
  const known = [...SERVICES.keys()].join(', ')
  return {
    en: `Tocsin does not send to services of the type "${type}". It knows ${known}; a webhook reaches most other programs.`,
    zh: `Tocsin 不支持 "${type}" 类型的服务。支持：${known}；其他程序大多可通过 webhook 接入。`,
  }
}

const NO_OPTIONS: LocalText = {
  en: `"options" takes the service’s options as a JSON object of at most ${ARGO_SERVICE_LIMITS.optionsLengthMax} characters, and this is none.`,
  zh: `"options" 应为 JSON 对象形式的服务选项，最多 ${ARGO_SERVICE_LIMITS.optionsLengthMax} 个字符，当前值不是。`,
}
const NO_CERTIFICATES: LocalText = {
  en: '"certificates" takes a JSON object of certificates (PEM) by host, and this is none.',
  zh: '"certificates" 应为按主机名给出证书（PEM）的 JSON 对象，当前值不是。',
}
const LONG_RECIPIENT: LocalText = {
  en: `"recipient" takes at most ${ARGO_SERVICE_LIMITS.recipientLengthMax} characters. Correct the subscription.`,
  zh: `"recipient" 最多 ${ARGO_SERVICE_LIMITS.recipientLengthMax} 个字符。请修正订阅。`,
}
