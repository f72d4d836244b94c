import { expect } from 'vitest'

/** A line to `/api/v1/live`; `next` gives what is said next. */
export type LiveLine = { next(): Promise<string> }

/** Listens to the hub at `url` until the signal ends it. */
export async function listenTo(url: string, signal: AbortSignal): Promise<LiveLine> {
  const answer = await fetch(`${url}/api/v1/live`, { signal })
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  const next = async (): Promise<string> => {
    while (!rest.includes('\n\n')) rest += (await reader?.read())?.value ?? ''
    const [first = '', ...more] = rest.split('\n\n')
    rest = more.join('\n\n')
    return first
  }
  expect(await next()).toBe('retry: 2000')
  return { next }
}

/** The topics of what was said. */
export function topicsOf(said: string): readonly string[] {
  return Object(JSON.parse(/^data: (.*)$/m.exec(said)?.[1] ?? '{}')).topics ?? []
}
