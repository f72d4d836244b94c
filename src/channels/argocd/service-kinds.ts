import { parseJson } from '../../base/answer-text.ts'
import { ARGO_SERVICE_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { RateWindow } from '../../contract/channel.ts'
import type { LocalText } from '../../model/text.ts'
import type { Answered } from './judge.ts'

const { messagesPerMinuteMax, requestsPerMinuteMax, windowMs } = ARGO_SERVICE_LIMITS

/** A chat, where people read: what is too much is told together. */
export const FOR_PEOPLE: RateWindow = { messagesMax: messagesPerMinuteMax, windowMs }

/** A program: each delivery means something of its own, so that none may be merged; the service says when it is too much. */
export const FOR_PROGRAMS: RateWindow = { messagesMax: requestsPerMinuteMax, windowMs }

/** For a service that takes whatever a template makes. */
export const ANY_LENGTH = ARGO_SERVICE_LIMITS.contentBytesMax

/** An answer's field; undefined where the answer is no JSON object or has none. */
export function answerField({ body }: Answered, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => propertyOf(value, name), parseJson(body))
}

export function answerText(answer: Answered, ...path: readonly string[]): string {
  const value = answerField(answer, ...path)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** What is missing or wrong in the options, by the option's name. */
export function missing(...names: readonly string[]): LocalText {
  const list = names.join(', ')
  return {
    en: `The service’s options need ${list}. Add it in argocd-notifications-cm; where it is a $reference, look whether argocd-notifications-secret has that key.`,
    zh: `服务选项缺少 ${list}。请在 argocd-notifications-cm 中添加；若为 $引用，请确认 argocd-notifications-secret 中有该键。`,
  }
}

/** A web address in the options that is none. */
export function notAnAddress(name: string): LocalText {
  return {
    en: `The service’s option ${name} takes an http(s) address, and this is none. Correct it; a $reference that stands there unchanged has no key in argocd-notifications-secret.`,
    zh: `服务选项 ${name} 应为 http(s) 地址，当前值不是。请修正；若仍为 $引用原文，说明 argocd-notifications-secret 中没有该键。`,
  }
}

/** The recipient is not among those that the options name. */
export function unknownRecipient(name: string): LocalText {
  return {
    en: `The service’s option ${name} has nothing under the recipient’s name. Add it, or correct the subscription.`,
    zh: `服务选项 ${name} 中没有该接收者对应的条目。请添加，或修正订阅。`,
  }
}

export const NO_RECIPIENT_GIVEN: LocalText = {
  en: 'The service needs a recipient, and the subscription names none. Write it behind the service’s name.',
  zh: '该服务需要接收者，而订阅中没有填写。请在服务名后填写接收者。',
}

/** An address without what people copy along: blanks, a newline of the secret. */
export function webUrl(text: string): string | undefined {
  const url = URL.parse(text.trim())
  return url !== null && /^https?:$/.test(url.protocol) ? text.trim() : undefined
}

/** Without slashes at its end. */
export function baseUrl(text: string, otherwise: string): string {
  return (text.trim() || otherwise).replace(/\/+$/, '')
}

/** A template's field that holds JSON; `problem` where it holds something else. */
export type Parsed = { readonly value: unknown } | { readonly problem: string }

export function parseField(name: string, text: string): Parsed {
  const value = parseJson(text)
  return value === undefined ? { problem: `failed to unmarshal ${name}: not JSON` } : { value }
}

/** A message, and below it what of the template could not be used: the message itself is not lost. */
export function withProblems(message: string, problems: readonly string[]): string {
  return [message, ...problems.map((problem) => `(${problem})`)].join('\n')
}

/** At most so many UTF-16 units, no character broken, the cut marked. */
export function cutText(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text
  return `${text
    .slice(0, lengthMax - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '')
    .trimEnd()}…`
}
