import { useSyncExternalStore } from 'react'
import type { Topic } from '../../../src/api/wire-live.ts'
import { request } from './client.ts'
import { topicsOf } from './live-message.ts'
import { askAgain } from './queries.ts'

const ALL: readonly Topic[] = [
  'alerts',
  'events',
  'messages',
  'sources',
  'silences',
  'schedules',
  'configuration',
]
/** The hub says something every 15 s; a line that is silent for so long is dead. */
const SILENT_MS = 40_000
const AGAIN_MS = 2_000

let isLost = false
const watchers = new Set<() => void>()

/** Whether the hub's line is broken, so that what is shown may be old. */
export function useIsLost(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => isLost,
  )
}

/** Listens to the hub until `signal` is aborted, and asks again for what has changed. Comes back by itself. */
export async function listen(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await hear(signal, () => {
      // What changed before this line was there is asked for at once, the first time too: no other news would bring it.
      void askAgain(ALL)
      setLost(false)
    }).catch(() => undefined)
    if (signal.aborted) return
    setLost(true)
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
}

async function hear(signal: AbortSignal, heard: () => void): Promise<void> {
  const line = new AbortController()
  const stop = (): void => line.abort()
  signal.addEventListener('abort', stop)
  let timer = setTimeout(stop, SILENT_MS)
  try {
    const answer = await request('live', { signal: line.signal })
    if (!answer.ok || !answer.body) return
    heard()
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(timer)
      timer = setTimeout(stop, SILENT_MS)
      const parts = `${rest}${value}`.split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) await askAgain(topicsOf(part))
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

function setLost(lost: boolean): void {
  if (isLost === lost) return
  isLost = lost
  for (const watcher of watchers) watcher()
}
