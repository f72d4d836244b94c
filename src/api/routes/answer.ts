import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ANSWER_LIMITS } from '../../base/limits.ts'
import { oneLine } from '../../base/plain-text.ts'
import type { Alert } from '../../model/alert.ts'
import type { AnswerLink } from '../../model/answer-link.ts'
import type { AnswerReport } from '../../model/answering.ts'
import type { EscalationLevel, Notification } from '../../model/notification.ts'
import type { Language } from '../../model/text.ts'
import { ANSWER_PAGE_HEADERS, answerPage, otherActions, refusalPage } from '../answer-page.ts'
import type { PageAction, REFUSALS } from '../answer-words.ts'
import type { ApiOptions } from '../options.ts'
import { RequestCounter } from '../rate.ts'
import { restPage } from '../rest-page.ts'

const FORM = 'application/x-www-form-urlencoded'
const COOKIE = 'tocsin-name'
const STATUS = { unknown: 404, expired: 410, elsewhere: 403, form: 415, busy: 429 } as const

type Options = Pick<ApiOptions, 'store' | 'clock' | 'answering'> & {
  /** Of links that are ours, and of addresses that ask for others: guessers do not use up the room of links. */
  readonly links: RequestCounter
  readonly strangers: RequestCounter
}
type TokenRequest = FastifyRequest<{ Params: { token: string } }>

/**
 * `/a/<token>`: the pages behind a message's buttons. The link is the permission: there is no other.
 * GET and HEAD show and change nothing, because previews and scanners fetch links; POST answers.
 */
export function answerRoutes(
  server: FastifyInstance,
  given: Omit<Options, 'links' | 'strangers'>,
): void {
  const { clock } = given
  const counters = { links: new RequestCounter(clock), strangers: new RequestCounter(clock) }
  const options = { ...given, ...counters }
  server.register((scope, _options, done) => {
    scope.addContentTypeParser(
      FORM,
      { parseAs: 'string', bodyLimit: ANSWER_LIMITS.bodyBytesMax },
      (_request, body, parsed) => parsed(null, body),
    )
    scope.route<{ Params: { token: string } }>({
      method: ['GET', 'HEAD'],
      url: '/a/:token',
      handler: (request, reply) => show(request, reply, options),
    })
    scope.route<{ Params: { token: string } }>({
      method: 'POST',
      url: '/a/:token',
      // Before the body is read: what is no form of ours is not looked at.
      onRequest: async (request, reply) => {
        if (request.headers['sec-fetch-site'] === 'cross-site') return refuse(reply, 'elsewhere')
        if (!isForm(request.headers['content-type'])) return refuse(reply, 'form')
        return undefined
      },
      handler: (request, reply) => act(request, reply, options),
    })
    done()
  })
}

async function show(
  request: TokenRequest,
  reply: FastifyReply,
  options: Options,
): Promise<unknown> {
  const looked = await lookUp(request, options)
  if (looked.kind !== 'valid') return refuse(reply, looked.kind)
  const { action } = looked.link
  if (action === 'read') return rest({ request, reply, options, looked })
  return page({ request, reply, options, looked, action, name: nameIn(request.headers.cookie) })
}

async function act(request: TokenRequest, reply: FastifyReply, options: Options): Promise<unknown> {
  const looked = await lookUp(request, options)
  if (looked.kind !== 'valid') return refuse(reply, looked.kind)
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
  const name = nameOf(form.get('name') ?? '')
  const { link, notification, alerts } = looked
  const { action } = link
  if (action === 'read') return refuse(reply, 'unknown')
  const chat = options.answering.chatOf(notification.endpointId)
  const report = await options.answering.answer({
    alertIds: alerts.map(({ id }) => id),
    levels: levelsOf(notification),
    answerer: {
      action,
      by: name,
      via: 'link',
      ...(chat ? { contact: chat.contact, chat: chat.name } : {}),
    },
  })
  reply.header('set-cookie', cookie(name, options.answering.publicUrl()))
  return page({ request, reply, options, looked, action, name, report })
}

/** The steps of escalation policies that told the message's alerts, by their ids. */
function levelsOf({ entries }: Notification): ReadonlyMap<string, EscalationLevel> {
  return new Map(
    entries.flatMap(({ subjectId, level }) => (level ? [[subjectId, level] as const] : [])),
  )
}

type Looked =
  | { readonly kind: 'unknown' | 'expired' | 'busy' }
  | {
      readonly kind: 'valid'
      readonly link: AnswerLink
      readonly notification: Notification
      readonly alerts: readonly Alert[]
    }

/**
 * Whoever guesses is counted by address; a link that is ours, by itself: behind one proxy, many people
 * and whatever reads ahead for them come from one address.
 */
async function lookUp(request: TokenRequest, options: Options): Promise<Looked> {
  const { store, clock, answering, links, strangers } = options
  const { token } = request.params
  const reading = answering.readLink(token, clock.now())
  if (reading.kind !== 'valid') return strangers.admits(request.ip) ? reading : { kind: 'busy' }
  if (!links.admits(token)) return { kind: 'busy' }
  const notification = await store.notification(reading.link.notificationId)
  if (!notification) return { kind: 'unknown' }
  const subjects = notification.entries.filter(({ state }) => state !== 'notice')
  const alerts = await Promise.all(subjects.map(({ subjectId }) => store.alert(subjectId)))
  return {
    kind: 'valid',
    link: reading.link,
    notification,
    alerts: alerts.flatMap((alert) => alert ?? []),
  }
}

type Asked = {
  readonly request: TokenRequest
  readonly reply: FastifyReply
  readonly options: Options
  readonly looked: Extract<Looked, { kind: 'valid' }>
}

/** All that a message tells of, which had to be shortened for its chat. */
function rest({ request, reply, options, looked }: Asked): FastifyReply {
  const { link, notification, alerts } = looked
  const body = restPage({
    language: pageLanguage(request, notification, options),
    notification,
    statesNow: new Map(alerts.map(({ id, state }) => [id, state])),
    expiresAt: link.expiresAt,
    now: options.clock.now(),
  })
  return reply.headers(ANSWER_PAGE_HEADERS).send(body)
}

function pageLanguage(
  request: TokenRequest,
  { endpointId }: Notification,
  { answering }: Options,
): Language {
  const asked = languageOf(request.headers['accept-language'])
  return asked ?? answering.chatOf(endpointId)?.language ?? 'en'
}

type Answering = Asked & {
  readonly action: PageAction
  readonly name: string
  readonly report?: AnswerReport
}

async function page(facts: Answering): Promise<unknown> {
  const { request, reply, options, looked, action, name, report } = facts
  const { clock, answering } = options
  const { link, notification } = looked
  const alerts = report ? report.map(({ alert }) => alert) : looked.alerts
  const language = pageLanguage(request, notification, options)
  const isOver = alerts.every(({ state }) => state === 'resolved')
  const isTaken = alerts.some(({ state }) => state === 'acknowledged')
  const canEscalate = answering.canEscalate() || levelsOf(notification).size > 0
  const others = isOver ? [] : otherActions(action, { canEscalate, isTaken })
  const body = answerPage({
    language,
    action,
    alerts,
    silencedUntil: await answering.silencedUntil(alerts),
    name,
    others: others.map((other) => ({
      action: other,
      href: answering.tokenOf({ ...link, action: other }),
    })),
    expiresAt: link.expiresAt,
    now: clock.now(),
    report,
  })
  return reply.headers(ANSWER_PAGE_HEADERS).send(body)
}

function refuse(reply: FastifyReply, kind: keyof typeof REFUSALS): FastifyReply {
  if (kind === 'busy') reply.header('retry-after', '60')
  return reply.code(STATUS[kind]).headers(ANSWER_PAGE_HEADERS).send(refusalPage(kind))
}

function isForm(header: string | undefined): boolean {
  return header?.split(';', 1)[0]?.trim().toLowerCase() === FORM
}

/** The first of our languages that the browser asks for. */
function languageOf(header: string | undefined): Language | undefined {
  const wanted = (header ?? '').slice(0, 200).toLowerCase().split(',')
  for (const one of wanted) {
    const tag = one.trim()
    if (tag.startsWith('zh')) return 'zh'
    if (tag.startsWith('en')) return 'en'
  }
  return undefined
}

/** A name as it is shown: one line, not too long. */
export function nameOf(text: string): string {
  const { nameLengthMax } = ANSWER_LIMITS
  return [...oneLine(text)].slice(0, nameLengthMax).join('').trim()
}

function cookie(name: string, publicUrl: string | undefined): string {
  const base = publicUrl === undefined ? undefined : URL.parse(publicUrl)
  const path = `${base?.pathname.replace(/\/$/, '') ?? ''}/a`
  const age = name === '' ? 0 : Math.floor(ANSWER_LIMITS.nameMs / 1000)
  const secure = base?.protocol === 'https:' ? '; Secure' : ''
  return `${COOKIE}=${encodeURIComponent(name)}; Path=${path}; Max-Age=${age}; HttpOnly; SameSite=Lax${secure}`
}

function nameIn(header: string | undefined): string {
  for (const pair of (header ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === COOKIE && value !== undefined) return nameOf(decode(value))
  }
  return ''
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
