import { TocsinError } from '../base/errors.ts'
import { propertyOf } from '../base/property.ts'
import type {
  RecordedEvent,
  Recording,
  RecordingPage,
  RecordingQuery,
  RecordingSpan,
  SentMessage,
} from '../contract/recording.ts'
import type { Silence } from '../model/silence.ts'
import type { StoredOverride } from '../model/stored-override.ts'
import { type HubClient, problemOf } from './client.ts'

/** The recording of a running hub, read by its API. Rejects with what the hub says where it refuses. */
export function recordingAt(client: HubClient): Recording {
  const get = async <T>(path: string): Promise<T> => {
    const answer = await client.get(`/api/v1/recording${path}`)
    if (answer.status !== 200) throw new TocsinError('TOCSIN_REQUEST_INVALID', problemOf(answer))
    return answer.body as T // the hub's own answer, in the shapes of contract/recording.ts
  }
  return {
    span: async () => (await get<{ span?: RecordingSpan }>('')).span,
    events: (query) => get<RecordingPage<RecordedEvent>>(`/events?${wordsOf(query)}`),
    sent: (query) => get<RecordingPage<SentMessage>>(`/sent?${wordsOf(query)}`),
    async silences(endAfter) {
      const silences = propertyOf(await get(`/silences?endAfter=${endAfter}`), 'silences')
      return silences as readonly Silence[] // as above
    },
    async overrides(endAfter) {
      const overrides = propertyOf(await get(`/overrides?endAfter=${endAfter}`), 'overrides')
      return overrides as readonly StoredOverride[] // as above
    },
  }
}

function wordsOf({ since, until, after, limit, withHeard }: RecordingQuery): string {
  const words = new URLSearchParams({
    since: String(since),
    until: String(until),
    limit: String(limit),
  })
  if (withHeard === true) words.set('withHeard', 'true')
  if (after !== undefined) words.set('after', after)
  return words.toString()
}
