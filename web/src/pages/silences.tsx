import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { WireSilence, WireWindow } from '../../../src/api/wire.ts'
import { tellFailure } from '../api/answers.tsx'
import { send } from '../api/client.ts'
import { useAnswer } from '../api/queries.ts'
import { Answered, Empty, Page, Section } from '../ui/parts.tsx'
import { Mark } from '../ui/signs.tsx'
import { SilenceForm } from '../ui/silence-form.tsx'
import { Day } from '../ui/time.tsx'
import { tell } from '../ui/toast.tsx'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { RULES } from '../words/rules.ts'

const TONES = { active: 'wait', pending: 'calm', expired: 'calm' } as const

/** What people keep silent, and what somebody works on. */
export function Silences() {
  const { say } = useSpeech()
  const { match } = useSearch({ from: '/silences' })
  const [isAll, setAll] = useState(false)
  const silences = useAnswer<{ silences: readonly WireSilence[] }>('silences', 'silences')
  const windows = useAnswer<{ windows: readonly WireWindow[] }>('configuration', 'maintenance')
  return (
    <Page title={say(MAP.silences)}>
      <div className="two-columns">
        <div>
          <Answered answer={silences}>
            {({ silences: known }) => {
              const shown = known.filter(({ state }) => isAll || state !== 'expired')
              return (
                <>
                  {shown.length === 0 && <Empty title={RULES.none} />}
                  <ul className="rows">
                    {shown.map((silence) => (
                      <Silence key={silence.id} silence={silence} />
                    ))}
                  </ul>
                </>
              )
            }}
          </Answered>
          <label className="check">
            <input type="checkbox" checked={isAll} onChange={() => setAll(!isAll)} />{' '}
            {say(RULES.showOver)}
          </label>
          {windows.data && windows.data.windows.length > 0 && (
            <Section title={say(RULES.windows)}>
              <ul className="rows">
                {windows.data.windows.map(({ name, matchers, state, holdsUntil }) => (
                  <li key={name} className="row silence-row">
                    <Mark tone={TONES[state]}>{say(RULES[state])}</Mark>
                    <div className="what">
                      <strong>{name}</strong>
                      <Matchers matchers={matchers} />
                    </div>
                    {holdsUntil && <Day at={holdsUntil} />}
                  </li>
                ))}
              </ul>
            </Section>
          )}
        </div>
        <Section title={say(RULES.new)}>
          <SilenceForm match={match ?? ''} />
        </Section>
      </div>
    </Page>
  )
}

function Silence({ silence }: { readonly silence: WireSilence }) {
  const { say } = useSpeech()
  const { id, kind, matchers, state, createdBy, comment, startsAt, endsAt } = silence
  const end = (): void =>
    void send('DELETE', `silences/${id}`).then(
      () => tell({ tone: 'good', text: RULES.ended }),
      tellFailure,
    )
  return (
    <li className="row silence-row">
      <Mark tone={TONES[state]}>{say(RULES[state])}</Mark>
      <div className="what">
        <Matchers matchers={matchers} />
        <span className="under">
          {say(RULES[kind])} · {createdBy} {comment && `· ${comment}`} · <Day at={startsAt} /> –{' '}
          <Day at={endsAt} />
        </span>
      </div>
      {state !== 'expired' && (
        <button
          type="button"
          onClick={end}
          aria-label={`${say(RULES.end)}: ${matchers.join(', ')}`}
        >
          {say(RULES.end)}
        </button>
      )}
    </li>
  )
}

function Matchers({ matchers }: { readonly matchers: readonly string[] }) {
  const { say } = useSpeech()
  return (
    <p className="matchers">
      {matchers.length === 0 && say(COMMON.none)}
      {matchers.map((matcher) => (
        <code key={matcher}>{matcher}</code>
      ))}
    </p>
  )
}
