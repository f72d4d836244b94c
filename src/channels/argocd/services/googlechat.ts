import { createHash } from 'node:crypto'
import { parse } from 'yaml'
import type { Verdict } from '../../../model/verdict.ts'
import { CREDENTIALS, MALFORMED, NOT_CONFIGURED, RATE_LIMITED } from '../answers.ts'
import type { Answered } from '../judge.ts'
import type { Delivery, Service } from '../service.ts'
import {
  answerField,
  answerText,
  missing,
  notAnAddress,
  unknownRecipient,
  webUrl,
  withProblems,
} from '../service-kinds.ts'
import { isObject } from '../tree.ts'

/** A webhook of a Google Chat space: the recipient is a name, under which the options have its address. */
export const googlechat: Service = {
  type: 'googlechat',
  // One message a second in a space.
  limits: { messagesMax: 60, windowMs: 60_000 },
  // Google counts 32,000 bytes; a character of Chinese takes three.
  messageLengthMax: 10_000,
  check(options, recipient) {
    const urls = options.map('webhooks')
    if (urls.size === 0) return [missing('webhooks')]
    const url = urls.get(recipient)
    if (url === undefined) return [unknownRecipient('webhooks')]
    return webUrl(url) === undefined ? [notAnAddress(`webhooks.${recipient}`)] : []
  },
  async send(delivery) {
    const { options, recipient, part, way } = delivery
    const written = options.map('webhooks').get(recipient)?.trim() ?? ''
    const url = URL.parse(written)
    if (url === null) {
      return way.unasked(
        NOT_CONFIGURED,
        `no Google chat webhook configured for recipient ${recipient}`,
      )
    }
    const threadKey = part?.text('threadKey') ?? ''
    if (threadKey !== '') {
      url.searchParams.append('threadKey', threadKey)
      url.searchParams.append('messageReplyOption', 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD')
      url.searchParams.sort()
    }
    return way.judge(await way.post(url.href, messageOf(delivery)), {
      isTaken: (answer) =>
        isObject(answerField(answer)) && answerField(answer, 'error') === undefined,
      verdict,
      ref: (answer) => answerText(answer, 'name'),
    })
  },
}

/** Cards take the place of the text. */
function messageOf({ message, part, way }: Delivery): Readonly<Record<string, unknown>> {
  const problems: string[] = []
  const read = (name: string): readonly unknown[] => {
    const list = cardsIn(part?.text(name) ?? '')
    if (list === undefined) problems.push(`failed to unmarshal googlechat ${name}`)
    return list ?? []
  }
  const cards = read('cards')
  const cardsV2 = read('cardsV2').map((card, index) => {
    // A template may already give the card its id.
    const isWhole = isObject(card) && isObject(card['card'])
    return isWhole ? card : { cardId: cardId(way.context.idempotencyKey, index), card }
  })
  const hasCards = cards.length > 0 || cardsV2.length > 0
  const text = hasCards && problems.length === 0 ? '' : withProblems(message, problems)
  return {
    text,
    ...(cards.length > 0 && { cards }),
    ...(cardsV2.length > 0 && { cardsV2 }),
  }
}

/** A list, as YAML or JSON; empty for an empty text, undefined for anything else. */
function cardsIn(text: string): readonly unknown[] | undefined {
  if (text.trim() === '') return []
  try {
    const value: unknown = parse(text)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The same for each attempt. */
function cardId(key: string, index: number): string {
  return createHash('sha256').update(`${key}/${index}`).digest('hex').slice(0, 32)
}

function verdict(answer: Answered): Verdict | undefined {
  switch (answerText(answer, 'error', 'status')) {
    case 'INVALID_ARGUMENT':
      return MALFORMED
    case 'UNAUTHENTICATED':
    case 'PERMISSION_DENIED':
      return CREDENTIALS
    case 'RESOURCE_EXHAUSTED':
      return RATE_LIMITED
    default:
      return undefined
  }
}
