import type { LocalText } from './text.ts'

/** What a person can do about an alert. */
export const ANSWER_ACTIONS = [
  'acknowledge',
  'unacknowledge',
  'resolve',
  'silence',
  'escalate',
  'assign',
] as const
export type AnswerAction = (typeof ANSWER_ACTIONS)[number]

/** The way by which an answer came in; `hub`: nobody gave it, a time ran out. */
export type AnswerVia = 'link' | 'api' | 'console' | 'cli' | 'hub'

/** Who answered, how, and what. */
export type Answerer = {
  readonly action: AnswerAction
  /** The name that the person gave; empty where none was given. */
  readonly by: string
  readonly via: AnswerVia
  /** For a link: the contact whose message was answered, and its name for people. */
  readonly contact?: string
  readonly chat?: string
  readonly comment?: string
  /** For `assign`: whom to tell from now on. */
  readonly assignment?: Assignment
}

/** To whom an alert is given by hand: one of these by name, and for people. */
export type Assignment = {
  /** A contact group, or a contact. */
  readonly to?: string
  readonly schedule?: string
  readonly escalationPolicy?: string
}

/** An answer as an event carries it: it is meant for this one alert, not for a later one of the same key. */
export type Answer = Answerer & {
  readonly alertId: string
  /** Nobody gave it: nothing was heard of the alert for too long. It ends only what nothing was heard of since. */
  readonly unheard?: true
  /** Its sender says again and again how things are, and did not say this again. Repeats leave no events: only this one knows. */
  readonly unrepeated?: true
  /** For `silence`: which, and until when. */
  readonly silenceId?: string
  readonly until?: number
  /** For `escalate`: an escalation policy runs for the alert, and its next step is told instead of the fallback. */
  readonly nextStep?: boolean
  /** For `acknowledge`: who has acknowledged it already says that they are still on it. */
  readonly renews?: boolean
  /** For `unacknowledge` by the hub: the event of the acknowledgement that ran out. A newer one counts. */
  readonly ranOut?: string
  /** For `assign`: the run that is given to somebody; the alert's other ones end. */
  readonly run?: string
}

/** An answer as the alert remembers it. */
export type GivenAnswer = Answerer & {
  readonly at: number
  readonly eventId: string
  readonly until?: number
  readonly nextStep?: boolean
  readonly run?: string
}

/** What an alert remembers of an answer, beside its event and its time. */
export function givenOf(answer: Answer): Omit<GivenAnswer, 'at' | 'eventId'> {
  const { alertId: _, silenceId: __, renews: ___, ranOut: ____, ...rest } = answer
  const { unheard: _____, unrepeated: ______, ...given } = rest
  return given
}

type Answered = { readonly answers?: readonly GivenAnswer[]; readonly reopenedAt?: number }

/** Who has taken the alert on: the first who acknowledged it, since it was asked for last. */
export function acknowledgedBy(alert: Answered): GivenAnswer | undefined {
  const { answers = [], reopenedAt = 0 } = alert
  const since = answers.slice(answers.findLastIndex(asksAnew) + 1)
  return answersOf({ answers: since }, 'acknowledge').find(({ at }) => at >= reopenedAt)
}

/** Whether, after this answer, somebody is asked for who takes the alert on. */
export function asksAnew({ action, nextStep }: Pick<GivenAnswer, 'action' | 'nextStep'>): boolean {
  return (
    action === 'unacknowledge' ||
    action === 'assign' ||
    (action === 'escalate' && nextStep === true)
  )
}

/** Who ended it by hand, since it fired again. */
export function resolvedBy(alert: Answered): GivenAnswer | undefined {
  return answersOf(alert, 'resolve').findLast(({ at }) => at >= (alert.reopenedAt ?? 0))
}

/** The answers of one kind, oldest first. */
export function answersOf(alert: Answered, action: AnswerAction): readonly GivenAnswer[] {
  return alert.answers?.filter((given) => given.action === action) ?? []
}

/** When help was last asked for. */
export function escalatedAt(alert: Answered): number | undefined {
  return alert.answers?.findLast(({ action }) => action === 'escalate')?.at
}

/** The person for people: `Wang (from the chat "ops")`. */
export function answererText(answer: Pick<Answerer, 'by' | 'via' | 'chat' | 'contact'>): LocalText {
  if (answer.via === 'hub') return { en: 'Tocsin by itself', zh: 'Tocsin 自动' }
  const chat = answer.chat ?? answer.contact
  const from =
    answer.via === 'link' && chat !== undefined
      ? { en: `from the chat "${chat}"`, zh: `来自“${chat}”` }
      : WAYS[answer.via]
  const name = answer.by === '' ? SOMEBODY : { en: answer.by, zh: answer.by }
  return { en: `${name.en} (${from.en})`, zh: `${name.zh}（${from.zh}）` }
}

/** To whom an alert is given, for people, to stand behind "gives it": `to li`. */
export function assignmentText({ to, schedule, escalationPolicy }: Assignment): LocalText {
  if (schedule !== undefined)
    return {
      en: `to whoever is on call by "${schedule}"`,
      zh: `给排班“${schedule}”的值班人`,
    }
  if (escalationPolicy !== undefined)
    return {
      en: `to the escalation policy "${escalationPolicy}"`,
      zh: `给升级策略“${escalationPolicy}”`,
    }
  return { en: `to ${to ?? 'somebody'}`, zh: `给 ${to ?? '他人'}` }
}

/** The person in a few words that are the same in every language: `Wang (运维群)`. */
export function answererName({ by, via, chat, contact }: Answerer): string {
  if (via === 'hub') return 'Tocsin'
  const from = via === 'link' ? (chat ?? contact) : undefined
  if (by === '') return from ?? via
  return from === undefined ? by : `${by} (${from})`
}

const SOMEBODY = { en: 'Somebody', zh: '有人' }

const WAYS: Readonly<
  Record<Exclude<AnswerVia, 'hub'>, { readonly en: string; readonly zh: string }>
> = {
  link: { en: 'from a chat', zh: '来自群聊' },
  api: { en: 'by the API', zh: '通过 API' },
  console: { en: 'in the console', zh: '在控制台' },
  cli: { en: 'on the command line', zh: '通过命令行' },
}
