import type { SandboxAnswer } from './exchange.ts'

/** What the service in front of a flow says when it does not run it. */
const REFUSALS = {
  DirectApiAuthorizationRequired: [
    401,
    'The request must be authenticated only by Shared Access scheme.',
  ],
  DirectApiInvalidSignature: [
    401,
    'The provided signature does not match the signature of the request.',
  ],
  WorkflowNotFound: [404, 'The workflow could not be found.'],
  WorkflowTriggerIsNotEnabled: [
    400,
    "Could not execute workflow trigger 'manual' with state 'Disabled': trigger is not enabled.",
  ],
  MissingApiVersionParameter: [
    400,
    'The api-version query parameter (?api-version=) is required for all requests.',
  ],
  MethodNotAllowed: [405, 'The requested resource does not support this http method.'],
  RequestEntityTooLarge: [413, 'The request entity is too large.'],
  WorkflowTriggerRequestsThrottled: [429, 'The number of requests for the trigger exceeded.'],
  InvalidRequestContent: [
    400,
    'The request content is not valid and could not be deserialized as JSON.',
  ],
  TriggerInputSchemaMismatch: [
    400,
    "The input body for trigger 'manual' of type 'Request' did not match its schema definition.",
  ],
  DlpPolicyViolation: [403, 'The flow is blocked by a data loss prevention policy.'],
  QuotaExceeded: [429, "The owner's requests of the day are used up."],
  ServiceUnavailable: [503, 'The service is temporarily unavailable.'],
} as const

/** A code of the service in front of the flows. */
export type TeamsError = keyof typeof REFUSALS

/** Whether there is such a code. */
export function isTeamsError(code: unknown): code is TeamsError {
  return typeof code === 'string' && Object.hasOwn(REFUSALS, code)
}

/** What it says. */
export function teamsText(code: TeamsError): string {
  return REFUSALS[code][1]
}

/** The answer as Azure gives it; `seconds` becomes Retry-After. */
export function teamsRefusal(code: TeamsError, seconds?: number): SandboxAnswer {
  const [status, message] = REFUSALS[code]
  return errorAnswer({ status, code, message, seconds })
}

/** Any code and text. */
export function errorAnswer(error: {
  status: number
  code: string
  message: string
  seconds?: number | undefined
}): SandboxAnswer {
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' }
  if (error.seconds !== undefined) headers['retry-after'] = String(error.seconds)
  return {
    kind: 'answer',
    status: error.status,
    headers,
    body: JSON.stringify({ error: { code: error.code, message: error.message } }),
  }
}

/** The flow was started; what becomes of it nobody is told. */
export const ACCEPTED: SandboxAnswer = { kind: 'answer', status: 202, headers: {}, body: '' }
