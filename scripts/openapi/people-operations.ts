import type { Operation } from './operations.ts'

const ROLE = "'viewer' | 'responder' | 'editor' | 'admin'"

/** Who may use the hub. */
export const PEOPLE: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/api/v1/me', tag: 'People', role: 'open' },
    summary: 'Who asks, and how one can sign in',
    answer: 'WireMe',
  },
  {
    ...{ method: 'post', path: '/api/v1/sign-in', tag: 'People', role: 'open' },
    summary: 'Signs in: the answer sets the cookie of the session',
    body: '{ name: string; password: string }',
    answer: '{ user: WireUser }',
  },
  {
    ...{ method: 'post', path: '/api/v1/sign-out', tag: 'People', role: 'open' },
    summary: 'Ends the session',
    answer: '{ signedOut: boolean }',
  },
  {
    ...{ method: 'post', path: '/api/v1/invitation', tag: 'People', role: 'open' },
    summary: 'Whom an invitation is for',
    body: '{ code: string }',
    answer: '{ isFirst: boolean; name?: string; displayName?: string }',
  },
  {
    ...{ method: 'post', path: '/api/v1/invitation/accept', tag: 'People', role: 'open' },
    summary: 'Uses it: makes the first administrator, or sets the own password, and signs in',
    body: '{ code: string; password: string; name?: string; displayName?: string }',
    answer: '{ user: WireUser }',
  },
  {
    ...{ method: 'get', path: '/api/v1/me/sessions', tag: 'People', role: 'viewer' },
    summary: 'Where one is signed in',
    answer: '{ sessions: WireSession[] }',
  },
  {
    ...{ method: 'delete', path: '/api/v1/me/sessions/{id}', tag: 'People', role: 'viewer' },
    summary: 'Signs out there',
    answer: '{ ended: string }',
  },
  {
    ...{ method: 'delete', path: '/api/v1/me/sessions', tag: 'People', role: 'viewer' },
    summary: 'Signs out everywhere but here, and says at how many places',
    answer: '{ ended: number }',
  },
  {
    ...{ method: 'post', path: '/api/v1/me/password', tag: 'People', role: 'viewer' },
    summary: 'Changes the own password, and ends every session of one’s own',
    body: '{ current: string; password: string }',
    answer: '{ changed: boolean }',
  },
  {
    ...{ method: 'get', path: '/api/v1/users', tag: 'People', role: 'admin' },
    summary: 'Who may sign in',
    answer: '{ users: WireUser[] }',
  },
  {
    ...{ method: 'post', path: '/api/v1/users', tag: 'People', role: 'admin', status: 201 },
    summary: 'Adds somebody; the answer has the link with which they set a password',
    body: `{ name: string; displayName?: string; role: ${ROLE}; contact?: string }`,
    answer: 'WireInvitedUser',
  },
  {
    ...{ method: 'put', path: '/api/v1/users/{id}', tag: 'People', role: 'admin' },
    summary: 'Changes what they may do',
    body: `{ displayName?: string; role?: ${ROLE}; contact?: string; isDisabled?: boolean }`,
    answer: 'WireUser',
  },
  {
    ...{ method: 'delete', path: '/api/v1/users/{id}', tag: 'People', role: 'admin' },
    summary: 'Removes them',
    answer: '{ removed: string }',
  },
  {
    ...{ method: 'delete', path: '/api/v1/users/{id}/sessions', tag: 'People', role: 'admin' },
    summary: 'Signs them out everywhere, and says at how many places',
    answer: '{ ended: number }',
  },
  {
    ...{ method: 'post', path: '/api/v1/users/{id}/invitation', tag: 'People', role: 'admin' },
    summary: 'Makes a new link with which they set a password',
    answer: 'WireInvitedUser',
  },
  {
    ...{ method: 'get', path: '/api/v1/tokens', tag: 'People', role: 'admin' },
    summary: 'The API tokens, without their texts',
    answer: '{ tokens: WireApiToken[] }',
  },
  {
    ...{ method: 'post', path: '/api/v1/tokens', tag: 'People', role: 'admin', status: 201 },
    summary: 'Makes one; its text is in this answer only',
    body: `{ name: string; role: ${ROLE}; expiresAt?: string }`,
    answer: `{ id: string; token: string; name: string; role: ${ROLE} }`,
  },
  {
    ...{ method: 'delete', path: '/api/v1/tokens/{id}', tag: 'People', role: 'admin' },
    summary: 'Removes it: what it was given to is turned away from now on',
    answer: '{ removed: string }',
  },
  {
    ...{ method: 'get', path: '/api/v1/audit', tag: 'People', role: 'admin' },
    summary: 'What was changed by whom, newest first',
    query: {
      limit: 'how many, 1 to 500; 50 unless given',
      before: 'the `next` of the page before',
      action: 'only this kind of change',
      text: 'only entries in which this stands; a page may be empty though `next` leads on',
    },
    answer: '{ entries: WireAuditEntry[]; next?: string }',
  },
]

/** What `tocsin backtest --url` reads. */
export const RECORDING: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/api/v1/recording', tag: 'Recording', role: 'viewer' },
    summary: 'From when to when the hub has recorded',
    answer: '{ span?: object }',
  },
  ...(['events', 'sent'] as const).map(
    (what): Operation => ({
      ...{ method: 'get', path: `/api/v1/recording/${what}`, tag: 'Recording', role: 'viewer' },
      summary: what === 'events' ? 'Recorded events, a page at a time' : 'Messages that were sent',
      query: {
        'since!': 'UTC milliseconds',
        'until!': 'UTC milliseconds',
        'limit!': 'how many',
        after: 'where the page before ended',
        withHeard: '`true`: with who heard of each',
      },
      answer: 'object',
    }),
  ),
  {
    ...{ method: 'get', path: '/api/v1/recording/silences', tag: 'Recording', role: 'viewer' },
    summary: 'Silences that ended after an instant',
    query: { 'endAfter!': 'UTC milliseconds' },
    answer: '{ silences: object[] }',
  },
  {
    ...{ method: 'get', path: '/api/v1/recording/overrides', tag: 'Recording', role: 'viewer' },
    summary: 'Overrides of schedules that ended after an instant',
    query: { 'endAfter!': 'UTC milliseconds' },
    answer: '{ overrides: object[] }',
  },
]
