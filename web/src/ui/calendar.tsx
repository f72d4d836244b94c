import type { WireSchedule, WireShift } from '../../../src/api/wire-schedules.ts'
import { colourOf, placeOf } from '../util/gantt.ts'
import { dayAndMinute, daysBetween, spanText } from '../util/time.ts'
import type { TimePick } from '../util/time-pick.ts'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { PEOPLE } from '../words/people.ts'
import { useNowInSteps } from './time.tsx'
import { TimePicker } from './time-picker.tsx'

/** A schedule as lines of time: each layer, the overrides, and what holds in the end, with its gaps. */
export function Calendar({
  schedule,
  zone,
  onPick,
}: {
  readonly schedule: WireSchedule
  /** Of its days and times; the reader's where none is named. */
  readonly zone: string | undefined
  /** Told of a time at which somebody else shall be on call. */
  readonly onPick: (pick: TimePick) => void
}) {
  const { say, locale } = useSpeech()
  const now = useNowInSteps(60_000)
  const span = { from: Date.parse(schedule.from), until: Date.parse(schedule.until) }
  const overrides = schedule.overrides
    .filter(({ state }) => state !== 'over')
    .map((one): WireShift => ({ ...one, kind: one.contact ? 'shift' : 'nobody', override: one.id }))
  const common = { span, now, zone }
  return (
    <section className="calendar-frame" tabIndex={0} aria-label={schedule.id}>
      <div className="calendar">
        <div className="calendar-row days">
          <span />
          <div className="line-of-time">
            {daysBetween(span, locale, zone).map(({ from, text, isWeekend, changesBy }) => (
              <span key={from} className={isWeekend ? 'weekend' : ''}>
                {text}
                {changesBy !== 0 && <ClockChange changesBy={changesBy} />}
              </span>
            ))}
          </div>
        </div>
        {schedule.layers.map((layer, place) => (
          <Row
            key={place}
            {...common}
            name={layer.calendar ?? say(PEOPLE.layer(place + 1))}
            shifts={layer.shifts}
          />
        ))}
        {overrides.length > 0 && (
          <Row {...common} name={say(PEOPLE.overrides)} shifts={overrides} />
        )}
        <Row {...common} name={say(PEOPLE.final)} shifts={schedule.shifts} isFinal />
        <div className="calendar-row">
          <span className="calendar-name">{say(PEOPLE.newOverride)}</span>
          <TimePicker span={span} zone={zone} onPick={onPick} />
        </div>
      </div>
    </section>
  )
}

/** The clock of the zone goes forward or back on this day. */
function ClockChange({ changesBy }: { readonly changesBy: number }) {
  const { say, locale } = useSpeech()
  const words = say(PEOPLE.clockChanges(changesBy > 0, spanText(changesBy, locale)))
  return (
    <abbr title={words} aria-label={words}>
      {changesBy > 0 ? '↷' : '↶'}
    </abbr>
  )
}

function Row({
  name,
  shifts,
  span,
  now,
  zone,
  isFinal = false,
}: {
  readonly name: string
  readonly shifts: readonly WireShift[]
  readonly span: { readonly from: number; readonly until: number }
  readonly now: number
  readonly zone: string | undefined
  readonly isFinal?: boolean
}) {
  const { say, locale } = useSpeech()
  const hand = ((now - span.from) / (span.until - span.from)) * 100
  return (
    <div className={`calendar-row ${isFinal ? 'final' : ''}`}>
      <span className="calendar-name">{name}</span>
      <div className="line-of-time">
        {shifts
          .filter(({ kind }) => isFinal || kind !== 'gap')
          .map((shift) => {
            const { left, width } = placeOf(shift, span)
            const who =
              shift.contact?.name ?? say(shift.kind === 'gap' ? COMMON.gap : COMMON.nobody)
            const colour = shift.contact ? `person-${colourOf(shift.contact.id)}` : shift.kind
            return (
              <span
                key={`${shift.from} ${who}`}
                className={`shift ${colour}`}
                style={{ left: `${left}%`, width: `${width}%` }}
                title={`${who}: ${dayAndMinute(shift.from, locale, { zone })} – ${dayAndMinute(shift.until, locale, { zone })}`}
              >
                {who}
              </span>
            )
          })}
        {hand >= 0 && hand <= 100 && <i className="hand" style={{ left: `${hand}%` }} />}
      </div>
    </div>
  )
}
