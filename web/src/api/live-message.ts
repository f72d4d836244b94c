import type { Topic, WireChanged } from '../../../src/api/wire-live.ts'

/** The topics of one message of the stream; none of one that only says that the hub is there. */
export function topicsOf(message: string): readonly Topic[] {
  const data = /^data: (.*)$/m.exec(message)?.[1]
  if (data === undefined) return []
  const { topics } = JSON.parse(data) as WireChanged // what routes/live.ts wrote
  return topics
}
