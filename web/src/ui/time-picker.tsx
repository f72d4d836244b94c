import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { dayAndMinute } from '../util/time.ts'
import { firstPick, pickAfterKey, pickBetween, type TimePick } from '../util/time-pick.ts'
import { useSpeech } from '../words/language.tsx'
import { PEOPLE } from '../words/people.ts'

/** A line of time on which a time is chosen: by dragging over it, or with the arrows. */
export function TimePicker({
  span,
  zone,
  onPick,
}: {
  readonly span: TimePick
  /** Of the times that are shown; the reader's where none is named. */
  readonly zone: string | undefined
  readonly onPick: (pick: TimePick) => void
}) {
  const { say, locale } = useSpeech()
  const begun = useRef<number>(undefined)
  const [pick, setPick] = useState<TimePick>()
  const choose = (chosen: TimePick): void => {
    setPick(undefined)
    onPick(chosen)
  }
  const placeOf = ({ currentTarget, clientX }: PointerEvent): number => {
    const { left, width } = currentTarget.getBoundingClientRect()
    return (clientX - left) / width
  }
  const press = (event: PointerEvent): void => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    begun.current = placeOf(event)
    setPick(pickBetween(begun.current, begun.current, span))
  }
  const drag = (event: PointerEvent): void => {
    if (begun.current !== undefined) setPick(pickBetween(begun.current, placeOf(event), span))
  }
  const release = (event: PointerEvent): void => {
    if (begun.current === undefined) return
    choose(pickBetween(begun.current, placeOf(event), span))
    begun.current = undefined
  }
  const move = (event: KeyboardEvent): void => {
    const known = pick ?? firstPick(Date.now(), span)
    if (event.key === 'Enter') choose(known)
    else if (event.key === 'Escape' && pick) setPick(undefined)
    else {
      const next = pickAfterKey(known, event, span)
      if (!next) return
      // The first key shows where the choice begins.
      setPick(pick ? next : known)
    }
    event.preventDefault()
  }
  const place = pick && {
    left: ((pick.from - span.from) / (span.until - span.from)) * 100,
    width: ((pick.until - pick.from) / (span.until - span.from)) * 100,
  }
  const text =
    pick &&
    [pick.from, pick.until]
      .map((at) => dayAndMinute(new Date(at).toISOString(), locale, { zone }))
      .join(' – ')
  return (
    <>
      <button
        type="button"
        className="line-of-time time-picker"
        onPointerDown={press}
        onPointerMove={drag}
        onPointerUp={release}
        onPointerCancel={() => {
          begun.current = undefined
        }}
        onKeyDown={move}
      >
        <span className="time-hint">{say(PEOPLE.pickHint)}</span>
        {place && (
          <span className="picked" style={{ left: `${place.left}%`, width: `${place.width}%` }} />
        )}
      </button>
      <output className="picked-text">{text}</output>
    </>
  )
}
