import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { WireListedEvent } from '../../../src/api/wire.ts'
import type { WireSource } from '../../../src/api/wire-sources.ts'
import { usePages } from '../api/pages.ts'
import { useAnswer } from '../api/queries.ts'
import { Older } from '../ui/older.tsx'
import { Answered, Empty, Page } from '../ui/parts.tsx'
import { Severity } from '../ui/signs.tsx'
import { Clock } from '../ui/time.tsx'
import { codeWords } from '../words/codes.ts'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { PAST } from '../words/past.ts'

/** What arrived, newest first, and what became of each in a word. */
export function Events() {
  const { say } = useSpeech()
  const navigate = useNavigate()
  const { source } = useSearch({ from: '/events' })
  const sources = useAnswer<{ sources: readonly WireSource[] }>('sources', 'sources')
  const events = usePages<WireListedEvent>('events', 'events', {
    name: 'events',
    query: { source },
  })
  return (
    <Page
      title={say(MAP.events)}
      tools={
        <>
          <select
            aria-label={say(COMMON.source)}
            value={source ?? ''}
            onChange={({ target }) =>
              void navigate({
                to: '/events',
                search: target.value === '' ? {} : { source: target.value },
              })
            }
          >
            <option value="">
              {say(COMMON.source)}: {say(COMMON.all)}
            </option>
            {sources.data?.sources.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
          <Link to="/quarantine">{say(MAP.quarantine)}</Link>
        </>
      }
    >
      <Answered answer={events}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={PAST.noEvents}>
              <p>{say(PAST.noEventsMore)}</p>
            </Empty>
          ) : (
            <ul className="rows">
              {rows.map((event) => (
                <EventRow key={event.id} event={event} />
              ))}
            </ul>
          )
        }
      </Answered>
      <Older pages={events} />
    </Page>
  )
}

function EventRow({ event }: { readonly event: WireListedEvent }) {
  const { say, language } = useSpeech()
  const { id, receivedAt, severity, title, source, kind, outcome, answer } = event
  const held = outcome?.held[0]?.text[language]
  return (
    <li className="row event-row">
      <Clock at={receivedAt} />
      <Severity severity={severity} />
      <div className="what">
        <Link to="/events/$id" params={{ id }} className="title">
          {answer ? `${say(codeWords('answer', answer.action))} · ` : ''}
          {title[language]}
        </Link>
        <span className="under">
          {source} · {say(codeWords('event', kind))}
        </span>
      </div>
      <div>
        {outcome ? say(codeWords('result', outcome.result)) : say(PAST.waits)}
        <span className="under">{held ?? outcome?.matched.join(', ')}</span>
      </div>
    </li>
  )
}
