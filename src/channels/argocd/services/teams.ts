import type { Receipt } from '../../../model/receipt.ts'
import type { Verdict } from '../../../model/verdict.ts'
import { NOT_CONFIGURED, RATE_LIMITED, TOO_LARGE } from '../answers.ts'
import type { Answered } from '../judge.ts'
import type { Delivery, Service } from '../service.ts'
import {
  FOR_PEOPLE,
  missing,
  notAnAddress,
  parseField,
  unknownRecipient,
  webUrl,
  withProblems,
} from '../service-kinds.ts'

/** An incoming webhook of Microsoft Teams: the recipient is a name, under which the options have its address. */
export const teams: Service = {
  type: 'teams',
  limits: FOR_PEOPLE,
  messageLengthMax: 8_000,
  check(options, recipient) {
    const urls = options.map('recipientUrls')
    if (urls.size === 0) return [missing('recipientUrls')]
    const url = urls.get(recipient)
    if (url === undefined) return [unknownRecipient('recipientUrls')]
    return webUrl(url) === undefined ? [notAnAddress(`recipientUrls.${recipient}`)] : []
  },
  async send(delivery): Promise<Receipt> {
    const { options, recipient, part, way } = delivery
    const url = options.map('recipientUrls').get(recipient)?.trim()
    if (url === undefined) {
      return way.unasked(NOT_CONFIGURED, `no teams webhook configured for recipient ${recipient}`)
    }
    const template = part?.text('template') ?? ''
    const body = template === '' ? JSON.stringify(cardOf(delivery)) : template
    const headers = { 'content-type': 'application/json' }
    return way.judge(await way.ask({ method: 'POST', url, headers, body }), { isTaken, verdict })
  },
}

/** Upstream insists on `1`; a workflow’s address, as Teams gives today, answers nothing. */
function isTaken({ body }: Answered): boolean {
  return body.trim() === '1' || body.trim() === ''
}

/** Teams answers 200 and says in its text what became of it. */
function verdict({ body }: Answered): Verdict | undefined {
  const told = /returned HTTP error (\d{3})/.exec(body)?.[1]
  if (told === '429') return RATE_LIMITED
  return told === '413' || /payload is too large/i.test(body) ? TOO_LARGE : undefined
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/** A MessageCard. */
function cardOf({ message, part }: Delivery): Readonly<Record<string, unknown>> {
  const problems: string[] = []
  const read = (name: string): readonly unknown[] | undefined => {
    const text = part?.text(name) ?? ''
    if (text === '') return undefined
    const parsed = parseField(`teams ${name}`, text)
    const value: unknown = 'value' in parsed ? parsed.value : undefined
    if (isList(value)) return value
    problems.push(
      'problem' in parsed ? parsed.problem : `failed to unmarshal teams ${name}: no list`,
    )
    return undefined
  }
  const facts = read('facts')
  const sections = [...(read('sections') ?? []), ...(facts === undefined ? [] : [{ facts }])]
  const potentialAction = read('potentialAction')
  const themeColor = part?.text('themeColor') ?? ''
  return {
    '@type': 'MessageCard',
    context: 'https://schema.org/extensions',
    title: part?.text('title') ?? '',
    summary: part?.text('summary') ?? '',
    text: withProblems(part?.text('text') || message, problems),
    ...(themeColor !== '' && { themeColor }),
    ...(potentialAction !== undefined && { potentialAction }),
    ...(sections.length > 0 && { sections }),
  }
}
