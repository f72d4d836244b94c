import { useSyncExternalStore } from 'react'
import {
  clockText,
  countdownText,
  dayAndMinute,
  exactText,
  INSTANT,
  spanText,
} from '../util/time.ts'
import { useSpeech } from '../words/language.tsx'

let now = Date.now()
const watchers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const one of watchers) one()
  }, 1_000)
  return () => {
    watchers.delete(watcher)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time, to the second. */
function useNow(): number {
  return useSyncExternalStore(watch, () => now)
}

/** The time in steps of `stepMs`: whoever uses it is drawn again only then. */
export function useNowInSteps(stepMs: number): number {
  return useSyncExternalStore(watch, () => Math.floor(now / stepMs) * stepMs)
}

type At = { readonly at: string }

/** The time of day, with the whole instant in its title. */
export function Clock({ at }: At) {
  const { locale } = useSpeech()
  const today = useNowInSteps(60_000)
  return (
    <time dateTime={at} title={exactText(at, locale)}>
      {clockText(at, locale, today)}
    </time>
  )
}

/** A day that comes, or was; in the reader's zone where no other is named. */
export function Day({ at, zone }: At & { readonly zone?: string | undefined }) {
  const { locale } = useSpeech()
  return (
    <time dateTime={at} title={exactText(at, locale, zone)}>
      {dayAndMinute(at, locale, { zone })}
    </time>
  )
}

/** How long ago, or how long yet. */
export function Span({ at }: At) {
  const { locale } = useSpeech()
  const isRecent = Math.abs(Date.now() - Date.parse(at)) < 60_000
  const current = useNowInSteps(isRecent ? 1_000 : 15_000)
  return (
    <time dateTime={at} title={exactText(at, locale)}>
      {spanText(current - Date.parse(at), locale)}
    </time>
  )
}

/** What is left until then, second by second. */
export function Countdown({ at }: At) {
  const { locale } = useSpeech()
  return (
    <time className="countdown" dateTime={at} title={exactText(at, locale)}>
      {countdownText(Date.parse(at) - useNow())}
    </time>
  )
}

/** A sentence of the hub, with the instants in it in the reader's zone. */
export function Timed({ text }: { readonly text: string }) {
  const parts = text.split(INSTANT)
  let place = 0
  return parts.map((part) => {
    place += 1
    // Of a split by a group, every second part is what the group found.
    return place % 2 === 0 ? <Clock key={place} at={part} /> : part
  })
}
