import { Link, useParams } from '@tanstack/react-router'
import type { WireMonitor, WireRequest, WireSource } from '../../../src/api/wire-sources.ts'
import { usePages } from '../api/pages.ts'
import { useAnswer } from '../api/queries.ts'
import { Older } from '../ui/older.tsx'
import { Answered, Code, Empty, Page, Section } from '../ui/parts.tsx'
import { Mark, type Tone } from '../ui/signs.tsx'
import { Clock } from '../ui/time.tsx'
import { readable } from '../util/payload.ts'
import { codeWords } from '../words/codes.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { SOURCES } from '../words/sources.ts'
import { sourceHealth } from './sources.tsx'

/** One source: how it is, what it is watched for, and every request that it sent lately. */
export function Source() {
  const { name } = useParams({ from: '/sources/$name' })
  const { say } = useSpeech()
  const sources = useAnswer<{ sources: readonly WireSource[] }>('sources', 'sources')
  const source = sources.data?.sources.find((one) => one.name === name)
  const path = `sources/${encodeURIComponent(name)}/requests`
  const requests = usePages<WireRequest>('sources', path, { name: 'requests' })
  const health = source && sourceHealth(source)
  return (
    <Page
      title={name}
      tools={
        <>
          <Link to="/try" search={{ source: name }}>
            {say(MAP.try)}
          </Link>
          <Link to="/events" search={{ source: name }}>
            {say(MAP.events)}
          </Link>
        </>
      }
    >
      {health && (
        <p className="lead-line">
          <Mark tone={health.tone}>{say(health.text)}</Mark>
        </p>
      )}
      {source?.monitors && <Monitors monitors={source.monitors} />}
      <Section title={say(SOURCES.requests)}>
        <Answered answer={requests}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={SOURCES.noRequests}>
                <p>{say(SOURCES.noRequestsMore)}</p>
              </Empty>
            ) : (
              <ul className="rows">
                {rows.map((request) => (
                  <Request key={request.id} request={request} />
                ))}
              </ul>
            )
          }
        </Answered>
        <Older pages={requests} />
      </Section>
    </Page>
  )
}

const TONES: Readonly<Record<string, Tone>> = {
  ...{ taken: 'good', repeated: 'calm', quarantined: 'bad', refused: 'bad' },
  ...{ up: 'good', running: 'wait', waiting: 'calm', silent: 'bad', failed: 'bad' },
}

function Monitors({ monitors }: { readonly monitors: readonly WireMonitor[] }) {
  const { say } = useSpeech()
  return (
    <Section title={say(SOURCES.monitors)}>
      <ul className="rows">
        {monitors.map(({ name, state, pingedAt, lateAt }) => (
          <li key={name} className="row monitor-row">
            <Mark tone={TONES[state] ?? 'calm'}>{say(codeWords('monitor', state))}</Mark>
            <strong>{name === '' ? say(SOURCES.itself) : name}</strong>
            <span className="muted">
              {pingedAt && (
                <>
                  {say(SOURCES.lastPing)} <Clock at={pingedAt} />
                </>
              )}{' '}
              {lateAt && (
                <>
                  {say(SOURCES.lateAt)} <Clock at={lateAt} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Request({ request }: { readonly request: WireRequest }) {
  const { say, language } = useSpeech()
  const { receivedAt, method, path, status, result, problem, events, body, headers } = request
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <li className="row request-row">
      <Clock at={receivedAt} />
      <Mark tone={TONES[result] ?? 'calm'}>{say(codeWords('request', result))}</Mark>
      <div className="what">
        <code>
          {method} /in/…{path} → {status}
        </code>
        {problem && <span className="problem">{problem}</span>}
        <ul className="lines">
          {events.map((event) => (
            <li key={event.id}>
              <Link to="/events/$id" params={{ id: event.id }}>
                {event.title?.[language] ?? event.id}
              </Link>{' '}
              <span className="muted">
                {say(codeWords('fate', event.fate))} {event.held[0]?.text[language]}
              </span>
            </li>
          ))}
        </ul>
        <details>
          <summary>{say(SOURCES.asSent)}</summary>
          <Code text={`${head.join('\n')}\n\n${readable(body ?? '')}`} />
        </details>
      </div>
    </li>
  )
}
