import type { Role } from '../../src/model/identity.ts'
import { ARGOCD } from './argocd-operations.ts'
import { ALERT_FILTER, CONFIGURATION, LISTS, REVISIONS, TEMPLATES } from './console-operations.ts'
import { PEOPLE, RECORDING } from './people-operations.ts'

/** What the reference says of one request of the API. Types are TypeScript, over the names of api/wire*.ts. */
export type Operation = {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** With parameters as OpenAPI writes them. */
  readonly path: string
  readonly tag: string
  /** One line, without a full stop. */
  readonly summary: string
  /** What the caller's role has to reach; `open`: nobody is asked. */
  readonly role: Role | 'open'
  /** Parameters of the query by name; each is optional unless it ends in `!`. */
  readonly query?: Readonly<Record<string, string>>
  /** Headers by name; each is optional unless it ends in `!`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Of a 200, unless `status` says otherwise; absent for what is no JSON. */
  readonly answer?: string
  readonly status?: 201
  /** The content type of an answer that is no JSON. */
  readonly content?: string
}

/** A list is read page by page: `next` is the `before` of the next one. */
const PAGE = {
  limit: 'how many, 1 to 500; 50 unless given',
  before: 'the `next` of the page before',
} as const

/** Whoever names what they have seen changes nothing over somebody else's change. */
const WHERE_IT_IS = { headers: { 'If-Match': 'the `ETag` of what is to be changed' } } as const

const ANSWER_BODY =
  "{ by: string; comment?: string; via?: 'api' | 'cli' | 'console'; durationSeconds?: number; to?: string; contact?: string; schedule?: string; escalationPolicy?: string }"
const SILENCE_BODY =
  "{ matchers: string[]; startsAt?: string; endsAt?: string; durationSeconds?: number; recurs?: object[]; kind?: 'silence' | 'maintenance'; createdBy: string; comment?: string }"

const HUB: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/healthz', tag: 'Hub', role: 'open' },
    summary: 'Whether the hub goes on; 503 while it stands still',
    answer: "{ status: 'ok' | 'stuck' }",
  },
  {
    ...{ method: 'get', path: '/readyz', tag: 'Hub', role: 'open' },
    summary:
      'Whether the hub takes requests, in its database or in its spool; 503 while it starts or stops',
    answer: "{ status: 'ready' | 'spooling' | 'not ready' }",
  },
  {
    ...{ method: 'get', path: '/metrics', tag: 'Hub', role: 'viewer' },
    summary: 'Metrics in the form that Prometheus reads',
    content: 'text/plain',
  },
  {
    ...{ method: 'get', path: '/api/v1/status', tag: 'Hub', role: 'viewer' },
    summary: 'How the hub itself is',
    answer: 'WireStatus',
  },
  {
    ...{ method: 'get', path: '/api/v1/reports/daily', tag: 'Hub', role: 'viewer' },
    summary: 'What happened on each day, newest first; these counts are kept for ever',
    query: {
      since: 'a day of UTC, such as 2026-03-05; a month ago unless given',
      until: 'a day of UTC, included; today unless given',
      by: '`day`, `source` or `policy`',
    },
    answer: 'WireDailyReport',
  },
]

const EVENTS: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/api/v1/events', tag: 'Events', role: 'viewer' },
    summary: 'What arrived, newest first, with the gist of what became of it',
    query: { ...PAGE, source: 'only of this source' },
    answer: '{ events: WireListedEvent[]; next?: string }',
  },
  {
    ...{ method: 'get', path: '/api/v1/events/{id}', tag: 'Events', role: 'viewer' },
    summary: 'The whole story of one event',
    answer: 'WireExplanation',
  },
  {
    ...{ method: 'get', path: '/api/v1/quarantine', tag: 'Events', role: 'viewer' },
    summary: 'Requests with a valid key that could not be read, newest first',
    query: PAGE,
    answer:
      '{ requests: { id: string; source: string; receivedAt: string; method: string; path?: string; headers: Record<string, string>; query?: string; bodyBase64: string; bodyBytes: number; problem: string }[]; next?: string }',
  },
  {
    ...{ method: 'post', path: '/api/v1/quarantine/{id}/replay', tag: 'Events', role: 'editor' },
    summary: 'Reads a request from quarantine again',
    answer: 'WireReplay',
  },
]

const ALERTS: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/api/v1/alerts', tag: 'Alerts', role: 'viewer' },
    summary: 'Alerts, newest first',
    query: { ...PAGE, ...ALERT_FILTER, from: 'the id of the oldest alert that is wanted' },
    answer: '{ alerts: WireAlert[]; next?: string }',
  },
  {
    ...{ method: 'get', path: '/api/v1/alerts/{id}', tag: 'Alerts', role: 'viewer' },
    summary: 'An alert as it is, with the runs of its escalation policies',
    answer: 'WireAlertStory',
  },
  {
    ...{ method: 'get', path: '/api/v1/alerts/{id}/story', tag: 'Alerts', role: 'viewer' },
    summary: 'The whole story of an alert',
    answer: 'WireStory',
  },
  {
    ...{ method: 'post', path: '/api/v1/alerts/{id}/{action}', tag: 'Alerts', role: 'responder' },
    summary:
      'Answers it: `acknowledge`, `unacknowledge`, `resolve`, `silence`, `escalate` or `assign`',
    body: ANSWER_BODY,
    answer: 'WireReport',
  },
]

const SILENCES: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/api/v1/silences', tag: 'Silences', role: 'viewer' },
    summary: 'Silences to come, that go on and that are over, at most 1,000',
    query: {
      state: '`pending`, `active` or `expired`',
      kind: '`silence` or `maintenance`',
      createdBy: 'who made it',
      alert: 'the id of an alert that it matches',
    },
    answer: '{ silences: WireSilence[] }',
  },
  {
    ...{ method: 'post', path: '/api/v1/silences', tag: 'Silences', role: 'responder' },
    summary: 'Makes one',
    body: SILENCE_BODY,
    answer: 'WireSilence',
  },
  {
    ...{ method: 'get', path: '/api/v1/silences/{id}', tag: 'Silences', role: 'viewer' },
    summary: 'One of them',
    answer: 'WireSilence',
  },
  {
    ...{ method: 'put', path: '/api/v1/silences/{id}', tag: 'Silences', role: 'responder' },
    ...WHERE_IT_IS,
    summary: 'Changes it; where matchers or start differ, a new one takes its place',
    body: SILENCE_BODY,
    answer: 'WireSilence',
  },
  {
    ...{ method: 'delete', path: '/api/v1/silences/{id}', tag: 'Silences', role: 'responder' },
    ...WHERE_IT_IS,
    summary: 'Ends it now',
    answer: 'WireSilence',
  },
  {
    ...{ method: 'get', path: '/api/v1/maintenance', tag: 'Silences', role: 'viewer' },
    summary: 'The windows of maintenance that the configuration names',
    answer: '{ windows: WireWindow[] }',
  },
]

const PREVIEWS: readonly Operation[] = [
  ...(['silence', 'maintenance'] as const).map(
    (kind): Operation => ({
      ...{ method: 'post', path: `/api/v1/preview/${kind}`, tag: 'Previews', role: 'viewer' },
      summary: `What a ${kind} would hold now, and would have held in the last week`,
      body: '{ matchers: string[]; recurs?: object[] }',
      answer: 'WireMutePreview',
    }),
  ),
  {
    ...{ method: 'post', path: '/api/v1/preview/inhibition', tag: 'Previews', role: 'viewer' },
    summary: 'The same of an inhibition',
    body: '{ source: string[]; target: string[]; equal?: string[] }',
    answer: 'WireMutePreview',
  },
  {
    ...{ method: 'post', path: '/api/v1/preview/mute-timing', tag: 'Previews', role: 'viewer' },
    summary: 'The same of a mute timing',
    body: "{ intervals: object[]; policy?: string; use?: 'mute' | 'active' }",
    answer: 'WireMutePreview',
  },
  {
    ...{ method: 'post', path: '/api/v1/preview/policy', tag: 'Previews', role: 'viewer' },
    summary: 'How many messages a policy would have sent',
    body: '{ policy: object | string; durationSeconds?: number }',
    answer: 'WireVolume',
  },
]

const SOURCES: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/api/v1/sources', tag: 'Sources', role: 'viewer' },
    summary: 'Every source that was ever heard of, and how it is',
    answer: '{ sources: WireSource[] }',
  },
  {
    ...{ method: 'get', path: '/api/v1/sources/{name}/requests', tag: 'Sources', role: 'viewer' },
    summary: 'Its newest requests, and what became of each',
    query: PAGE,
    answer: '{ requests: WireRequest[]; next?: string }',
  },
  {
    method: 'get',
    path: '/api/v1/sources/{name}/requests/{id}',
    ...{ tag: 'Sources', role: 'viewer' },
    summary: 'One of them',
    answer: 'WireRequest',
  },
  {
    ...{ method: 'post', path: '/api/v1/sources/{name}/try', tag: 'Sources', role: 'viewer' },
    summary: 'What a source would make of a request; nothing is stored',
    body: "{ body: string | object; contentType?: string; query?: string; headers?: Record<string, string>; path?: string; method?: 'GET' | 'POST'; settings?: string | object }",
    answer: 'WireTriedSource',
  },
  {
    method: 'delete',
    path: '/api/v1/sources/{name}/monitors/{monitor}',
    ...{ tag: 'Sources', role: 'editor' },
    summary: 'The monitor is watched no longer',
    answer: '{ forgotten: string }',
  },
]

const SCHEDULES: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/api/v1/oncall', tag: 'Schedules', role: 'viewer' },
    summary: 'Who is on call by each schedule, and who comes then',
    query: { at: 'an instant, ISO 8601 with a zone; now unless given' },
    answer: '{ onCall: WireDuty[] }',
  },
  {
    ...{ method: 'get', path: '/api/v1/schedules', tag: 'Schedules', role: 'viewer' },
    summary: 'The schedules',
    answer: '{ schedules: { id: string; zone: string; onCall: WireDuty }[] }',
  },
  {
    ...{ method: 'get', path: '/api/v1/schedules/{id}', tag: 'Schedules', role: 'viewer' },
    summary: 'Its shifts, layers, overrides and gaps',
    query: { from: 'an instant; now unless given', until: 'an instant; at most 366 days later' },
    answer: 'WireSchedule',
  },
  {
    method: 'post',
    path: '/api/v1/schedules/{id}/overrides',
    ...{ tag: 'Schedules', role: 'responder' },
    ...WHERE_IT_IS,
    summary: 'Puts somebody on call for a while',
    body: '{ contact: string; from?: string; until?: string; durationSeconds?: number; replaces?: string; createdBy: string; comment?: string }',
    answer: 'WireOverridden',
  },
  {
    method: 'delete',
    path: '/api/v1/schedules/{id}/overrides/{override}',
    ...{ tag: 'Schedules', role: 'responder' },
    ...WHERE_IT_IS,
    summary: 'Ends an override now, or takes it back',
    answer: 'WireOverridden',
  },
  {
    ...{ method: 'get', path: '/api/v1/calendars', tag: 'Schedules', role: 'viewer' },
    summary: 'The calendars that were handed out, without their addresses',
    answer: '{ calendars: WireCalendar[] }',
  },
  {
    ...{ method: 'post', path: '/api/v1/calendars', tag: 'Schedules', role: 'responder' },
    summary: 'Hands one out; its address is in this answer only',
    body: "{ schedule?: string; contact?: string; language?: 'en' | 'zh'; createdBy: string }",
    answer: 'WireCalendar',
  },
  {
    ...{ method: 'delete', path: '/api/v1/calendars/{id}', tag: 'Schedules', role: 'responder' },
    summary: 'Takes it back',
    answer: 'WireCalendar',
  },
]

const DELIVERIES: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/api/v1/notifications', tag: 'Deliveries', role: 'viewer' },
    summary: 'Messages that are owed, were sent or were given up, newest first',
    query: { ...PAGE, state: '`due`, `leased`, `sent`, `dead`, `merged` or `moot`' },
    answer: '{ notifications: WireNotification[]; next?: string }',
  },
  {
    ...{ method: 'get', path: '/api/v1/notifications/{id}', tag: 'Deliveries', role: 'viewer' },
    summary: 'One of them with every attempt',
    answer: 'WireNotification',
  },
  {
    method: 'post',
    path: '/api/v1/notifications/{id}/resend',
    ...{ tag: 'Deliveries', role: 'responder' },
    summary: 'Sends one again that was given up',
    answer: 'WireResent',
  },
  {
    ...{ method: 'get', path: '/api/v1/endpoints', tag: 'Deliveries', role: 'viewer' },
    summary: 'Every endpoint with its health, its limit and what it owes',
    answer: '{ endpoints: WireEndpoint[] }',
  },
  {
    method: 'post',
    path: '/api/v1/endpoints/{id}/verify',
    ...{ tag: 'Deliveries', role: 'responder' },
    summary: 'Sends a test message and says what came of it',
    body: '{}',
    answer: 'WireVerification',
  },
  {
    ...{ method: 'post', path: '/api/v1/verify', tag: 'Deliveries', role: 'responder' },
    summary: 'The same for an endpoint that is given',
    body: '{ channel: string; settings: object }',
    answer: 'WireVerification',
  },
  {
    method: 'post',
    path: '/api/v1/endpoints/{id}/resend',
    ...{ tag: 'Deliveries', role: 'responder' },
    summary: 'Sends again what was given up of it',
    answer: 'WireResent',
  },
]

/** Every request of the API; a test holds it against the routes. */
export const OPERATIONS: readonly Operation[] = [
  ...HUB,
  ...EVENTS,
  ...ALERTS,
  ...LISTS,
  ...TEMPLATES,
  ...CONFIGURATION,
  ...REVISIONS,
  ...SILENCES,
  ...PREVIEWS,
  ...SOURCES,
  ...SCHEDULES,
  ...DELIVERIES,
  ...PEOPLE,
  ...RECORDING,
  ...ARGOCD,
]
