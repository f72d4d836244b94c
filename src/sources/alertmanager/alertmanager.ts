/**
 * In: what Prometheus and its kin post to Alertmanager's API v2, or what Alertmanager posts to a webhook (version 4).
 * Out: one event for each alert in it, or a sentence on why there is none, with Alertmanager's own refusal.
 * Holds: pure; never throws for what was sent; of a list with invalid alerts the valid ones become events all the same.
 */
import { INGEST_LIMITS } from '../../base/limits.ts'
import { type OpenApiRefusal, openApiRefusal, openApiText } from '../../base/openapi-refusal.ts'
import { numberOf } from '../../contract/fields.ts'
import type {
  SourceContext,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../contract/source.ts'
import { keysFound } from '../../reading/found.ts'
import { isRecord, parseJson } from '../../reading/json.ts'
import { alertEvent, unreadAlert } from './alert-event.ts'
import { readPosted } from './posted.ts'
import { webhookEvents } from './webhook.ts'

/** Prometheus, Loki, Thanos, vmalert and Alertmanager itself. */
export const alertmanager: SourceType = {
  type: 'alertmanager',
  title: {
    en: 'Prometheus and Alertmanager',
    zh: 'Prometheus 与 Alertmanager',
  },
  methods: ['POST'],
  answersAs: 'alertmanager',
  fields: [
    {
      name: 'resolveTimeout',
      kind: 'duration',
      label: { en: 'Resolve time-out', zh: '恢复超时' },
      hint: {
        en: 'An alert that was posted to the API without an end is over when it was not posted again for so long; 5m by default. Prometheus and its kin name an end themselves.',
        zh: '通过 API 提交且未声明结束时间的告警，超过该时长未再次提交即视为恢复；默认 5m。Prometheus 等会自行声明结束时间。',
      },
      placeholder: '5m',
      required: false,
      secret: false,
    },
    {
      name: 'api',
      kind: 'choice',
      choices: ['full', 'read', 'post'],
      label: { en: 'API', zh: 'API 权限' },
      hint: {
        en: "What the ingest key allows: `full` (the default) to post alerts, to read them and to silence them as with Alertmanager's API; `read` to post and read; `post` to post only.",
        zh: '该密钥允许的操作：`full`（默认）可提交、读取并静默告警，与 Alertmanager API 相同；`read` 可提交和读取；`post` 只可提交。',
      },
      required: false,
      secret: false,
    },
  ],
  read,
}

const RESOLVE_TIME_OUT_MS = 5 * 60_000

function read(request: SourceRequest, context: SourceContext): SourceReading {
  const path = request.path.replace(/\/+$/, '')
  if (path === '/api/v2/alerts') return readApi(request, context)
  if (path === '') return readPlain(request, context)
  if (path.startsWith('/api/v1/')) return gone()
  return unparsable(
    openApiRefusal(404, `path ${path.slice(0, PATH_SHOWN_MAX)} was not found`),
    'A path that Alertmanager does not have, or that takes no events.',
  )
}

const PATH_SHOWN_MAX = 60

/** At the address itself: a webhook, or a list of alerts whatever its content type says. */
function readPlain(request: SourceRequest, context: SourceContext): SourceReading {
  const value = parseJson(new TextDecoder().decode(request.body))
  if (Array.isArray(value)) {
    const headers = { ...request.headers, 'content-type': 'application/json' }
    return readApi({ ...request, headers }, context)
  }
  if (isRecord(value)) {
    const events = webhookEvents(value, context)
    if (events === undefined)
      return unparsable(undefined, keysFound(value, 'no webhook of Alertmanager'))
    return events.length > INGEST_LIMITS.eventsPerRequestMax
      ? unparsable(undefined, `A webhook with ${events.length} alerts.`)
      : { kind: 'events', events }
  }
  return unparsable(
    undefined,
    'A body that is no JSON, is cut off, or is neither a list nor an object.',
  )
}

/** What valid alerts say is taken, and the others are told of; only where none is valid is there nothing to take. */
function readApi(request: SourceRequest, context: SourceContext): SourceReading {
  const posted = readPosted(request, context.receivedAt)
  if (posted.kind === 'refused')
    return unparsable(posted.refusal, `The refusal is: ${posted.refusal.message}.`)
  const { alerts, invalid } = posted
  if (invalid.length === 0 && alerts.length === 0)
    return { kind: 'events', events: [], answer: TAKEN }
  const reasons = invalid.map(({ reason }) => reason).join('; ')
  const refusal = openApiText(400, reasons)
  if (alerts.length === 0) return unparsable(refusal, `Only invalid alerts: ${cut(reasons)}.`)
  const timeOutMs = numberOf(context.settings, 'resolveTimeout') ?? RESOLVE_TIME_OUT_MS
  const events = [
    ...alerts.map((alert) => alertEvent({ ...alert, timeOutMs }, context.receivedAt)),
    ...invalid.map(({ reason, raw }) => unreadAlert(reason, raw)),
  ]
  return { kind: 'events', events, answer: invalid.length > 0 ? answerOf(refusal) : TAKEN }
}

const TAKEN = { status: 200, contentType: 'text/plain; charset=utf-8', body: '' } as const

function cut(text: string): string {
  return text.slice(0, REASONS_SHOWN_MAX).toWellFormed()
}

const REASONS_SHOWN_MAX = 300

/** The API v1 is not there any more in Alertmanager itself. */
function gone(): SourceReading {
  const error = 'The API v1 is gone from Alertmanager and is not served here. Use the API v2.'
  return {
    ...unparsable(undefined, 'A request to the API v1.'),
    answer: {
      status: 410,
      contentType: 'application/json',
      body: `${JSON.stringify({ status: 'deprecated', error })}\n`,
    },
  }
}

function answerOf({ status, contentType, body }: OpenApiRefusal) {
  return { status, contentType, body }
}

function unparsable(
  refusal: OpenApiRefusal | undefined,
  found: string,
): Extract<SourceReading, { kind: 'unparsable' }> {
  return {
    kind: 'unparsable',
    expected: 'A list of alerts at /api/v2/alerts, or a webhook of Alertmanager (version 4).',
    found: found.toWellFormed().replaceAll('\0', ''),
    remedy:
      'In Prometheus set path_prefix to /in/<key>; in a receiver of Alertmanager set the url of a webhook to /in/<key>.',
    ...(refusal === undefined ? {} : { answer: answerOf(refusal) }),
  }
}
