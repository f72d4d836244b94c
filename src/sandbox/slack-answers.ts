import type { SandboxAnswer } from './exchange.ts'

/** Slack's answers to an incoming webhook that are no `ok`: a word each, and the status that goes with it. */
const STATUSES = {
  invalid_payload: 400,
  no_text: 400,
  invalid_blocks: 400,
  invalid_blocks_format: 400,
  invalid_attachments: 400,
  too_many_attachments: 400,
  missing_text_or_fallback_or_attachments: 400,
  user_not_found: 400,
  msg_too_long: 400,
  action_prohibited: 403,
  posting_to_general_channel_denied: 403,
  invalid_token: 403,
  team_disabled: 403,
  channel_not_found: 404,
  no_service: 404,
  no_service_id: 404,
  no_team: 404,
  no_active_hooks: 404,
  channel_is_archived: 410,
  rollup_error: 500,
} as const

/** One of Slack's words. */
export type SlackError = keyof typeof STATUSES

/** Whether Slack has such a word. */
export function isSlackError(word: unknown): word is SlackError {
  return typeof word === 'string' && Object.hasOwn(STATUSES, word)
}

/** Slack answers in plain text. */
export function plainAnswer(status: number, body: string): SandboxAnswer {
  return { kind: 'answer', status, headers: { 'content-type': 'text/html' }, body }
}

/** The answer with that word. */
export function slackRefusal(word: SlackError): SandboxAnswer {
  return plainAnswer(STATUSES[word], word)
}

/** Too fast: the only answer in JSON. */
export function slackRateLimited(seconds: number): SandboxAnswer {
  return {
    kind: 'answer',
    status: 429,
    headers: { 'content-type': 'application/json; charset=utf-8', 'retry-after': String(seconds) },
    body: JSON.stringify({ retry_after: seconds, ok: false, error: 'rate_limited' }),
  }
}
