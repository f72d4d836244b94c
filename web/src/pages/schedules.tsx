import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { WireDuty, WireOverride, WireSchedule } from '../../../src/api/wire-schedules.ts'
import { tellFailure } from '../api/answers.tsx'
import { send } from '../api/client.ts'
import { useAnswer } from '../api/queries.ts'
import { Calendar } from '../ui/calendar.tsx'
import { OverrideDialog } from '../ui/override-dialog.tsx'
import { Answered, Empty, Page, Section } from '../ui/parts.tsx'
import { Mark } from '../ui/signs.tsx'
import { Day } from '../ui/time.tsx'
import { tell } from '../ui/toast.tsx'
import { ownZone, startOfDay } from '../util/time.ts'
import type { TimePick } from '../util/time-pick.ts'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { PEOPLE } from '../words/people.ts'

const SHOWN_DAYS = 14
const OVERRIDE_MS = 8 * 60 * 60_000

type Listed = { readonly id: string; readonly zone: string; readonly onCall: WireDuty }

/** Who is on call when, by each schedule; and who shall be for a while. */
export function Schedules() {
  const { say } = useSpeech()
  const shown = useSearch({ from: '/schedules' })
  const { schedule, from } = shown
  const known = useAnswer<{ schedules: readonly Listed[] }>('schedules', 'schedules')
  const begin = from === undefined ? startOfDay(Date.now()) : Date.parse(from)
  const at = (days: number): string => new Date(startOfDay(begin, days)).toISOString()
  const search = (days: number) => ({ ...shown, from: at(days) })
  const { from: _, ...now } = shown
  return (
    <Page
      title={say(MAP.schedules)}
      tools={
        <>
          <Link to="/schedules" search={search(-SHOWN_DAYS)}>
            ← {say(PEOPLE.earlier)}
          </Link>
          <Link to="/schedules" search={now}>
            {say(PEOPLE.today)}
          </Link>
          <Link to="/schedules" search={search(SHOWN_DAYS)}>
            {say(PEOPLE.later)} →
          </Link>
        </>
      }
    >
      <Answered answer={known}>
        {({ schedules }) =>
          schedules.length === 0 ? (
            <Empty title={PEOPLE.noSchedules}>
              <p>{say(PEOPLE.noSchedulesMore)}</p>
            </Empty>
          ) : (
            schedules
              .filter(({ id }) => schedule === undefined || id === schedule)
              .map((one) => <One key={one.id} listed={one} begin={begin} />)
          )
        }
      </Answered>
    </Page>
  )
}

function One({ listed, begin }: { readonly listed: Listed; readonly begin: number }) {
  const { say } = useSpeech()
  const shown = useSearch({ from: '/schedules' })
  const [pick, setPick] = useState<TimePick>()
  const { id, zone, onCall } = listed
  const inZone = shown.zone === 'schedule' ? zone : undefined
  const at = (days: number): string => new Date(startOfDay(begin, days, inZone)).toISOString()
  const path = `schedules/${encodeURIComponent(id)}?from=${at(0)}&until=${at(SHOWN_DAYS)}`
  const schedule = useAnswer<WireSchedule>('schedules', path)
  const gaps = schedule.data?.gaps ?? []
  return (
    <Section
      title={id}
      tools={
        <button type="button" onClick={() => setPick(fromNow())}>
          {say(PEOPLE.override)}
        </button>
      }
    >
      <p className="lead-line">
        <strong>
          {onCall.contact?.name ?? say(onCall.kind === 'gap' ? COMMON.gap : COMMON.nobody)}
        </strong>
        <span className="muted">
          {say(PEOPLE.onCallNow)}
          {onCall.until && (
            <>
              {' · '}
              {say(COMMON.until)} <Day at={onCall.until} zone={inZone} />
            </>
          )}{' '}
          · {zone}
        </span>
        {zone !== ownZone() && (
          <Link
            to="/schedules"
            search={inZone === undefined ? { ...shown, zone: 'schedule' } : inOwnZone(shown)}
          >
            {say(inZone === undefined ? PEOPLE.inZone(zone) : PEOPLE.inOwnZone)}
          </Link>
        )}
        {schedule.data && (
          <Mark tone={gaps.length > 0 ? 'bad' : 'good'}>
            {say(gaps.length > 0 ? PEOPLE.gaps(gaps.length) : PEOPLE.noGaps)}
          </Mark>
        )}
      </p>
      <Answered answer={schedule}>
        {(found) => (
          <>
            <Calendar schedule={found} zone={inZone} onPick={setPick} />
            <Overrides schedule={found} zone={inZone} />
          </>
        )}
      </Answered>
      {pick && <OverrideDialog schedule={id} pick={pick} onClose={() => setPick(undefined)} />}
    </Section>
  )
}

function inOwnZone<Shown extends { readonly zone?: string }>({ zone: _, ...rest }: Shown) {
  return rest
}

/** What is chosen where somebody takes over at once. */
function fromNow(): TimePick {
  const from = Date.now()
  return { from, until: from + OVERRIDE_MS }
}

function Overrides({
  schedule,
  zone,
}: {
  readonly schedule: WireSchedule
  readonly zone: string | undefined
}) {
  const { say } = useSpeech()
  const coming = schedule.overrides.filter(({ state }) => state !== 'over')
  if (coming.length === 0) return null
  const takeBack = ({ id }: WireOverride): void =>
    void send('DELETE', `schedules/${encodeURIComponent(schedule.id)}/overrides/${id}`).then(
      () => tell({ tone: 'good', text: PEOPLE.saved }),
      tellFailure,
    )
  return (
    <ul className="lines">
      {coming.map((one) => (
        <li key={one.id}>
          <strong>{one.contact?.name ?? say(COMMON.nobody)}</strong>{' '}
          <Day at={one.from} zone={zone} /> – <Day at={one.until} zone={zone} />{' '}
          <span className="muted">
            {one.createdBy && `${say(COMMON.by)} ${one.createdBy}`} {one.comment}
          </span>{' '}
          {one.origin === 'stored' && (
            <button type="button" className="small" onClick={() => takeBack(one)}>
              {say(PEOPLE.takeBack)}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
