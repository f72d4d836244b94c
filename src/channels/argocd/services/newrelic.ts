import { NO_PART, NO_RECIPIENT } from '../answers.ts'
import type { Service } from '../service.ts'
import { ANY_LENGTH, baseUrl, FOR_PROGRAMS, missing, NO_RECIPIENT_GIVEN } from '../service-kinds.ts'

/** A deployment marker in New Relic: the recipient is the application's id. */
export const newrelic: Service = {
  type: 'newrelic',
  limits: FOR_PROGRAMS,
  messageLengthMax: ANY_LENGTH,
  check(options, recipient) {
    if (options.text('apiKey').trim() === '') return [missing('apiKey')]
    return recipient === '' ? [NO_RECIPIENT_GIVEN] : []
  },
  async send({ options, recipient, message, part, way }) {
    if (part === undefined) return way.unasked(NO_PART, 'config is missing')
    const deployment = {
      revision: part.text('revision'),
      ...given('changelog', part.text('changelog')),
      ...given('description', part.text('description') || message),
      ...given('user', part.text('user')),
    }
    const server = baseUrl(options.text('apiURL'), 'https://api.newrelic.com')
    const url = `${server}/v2/applications/${encodeURIComponent(recipient)}/deployments.json`
    const headers = { 'x-api-key': options.text('apiKey').trim() }
    // Upstream looks at no status here, so that a wrong key goes unseen.
    return way.judge(await way.post(url, { deployment }, headers), {
      verdict: ({ status }) => (status === 404 ? NO_RECIPIENT : undefined),
    })
  },
}

function given(name: string, text: string): Readonly<Record<string, string>> {
  return text === '' ? {} : { [name]: text }
}
