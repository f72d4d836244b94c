import { useNavigate, useSearch } from '@tanstack/react-router'
import { type SubmitEvent, useEffect, useState } from 'react'
import type { WireStatus } from '../../../src/api/wire.ts'
import type { WireTriedEvent, WireTriedSource } from '../../../src/api/wire-try.ts'
import { Problem, send } from '../api/client.ts'
import { useAnswer } from '../api/queries.ts'
import { Empty, Facts, Failure, Field, Labels, Page, Section } from '../ui/parts.tsx'
import { Severity } from '../ui/signs.tsx'
import { decoded } from '../util/payload.ts'
import { codeWords } from '../words/codes.ts'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { PAST } from '../words/past.ts'
import { SOURCES } from '../words/sources.ts'
import type { QuarantinedRequest } from './quarantine.tsx'

/** What a source would make of a request: nothing is stored, and nobody is told. */
export function TrySource() {
  const { say } = useSpeech()
  const navigate = useNavigate()
  const { source: asked, quarantine } = useSearch({ from: '/try' })
  const status = useAnswer<WireStatus>('all', 'status')
  const sources = status.data?.configuration.sources ?? []
  const source = asked ?? sources.find(({ type }) => type === 'generic')?.name ?? sources[0]?.name
  const [body, setBody] = useQuarantinedBody(quarantine)
  const [settings, setSettings] = useState('')
  const [tried, setTried] = useState<WireTriedSource | Error>()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (source === undefined) return
    const given = { body, ...(settings.trim() === '' ? {} : { settings }) }
    send<WireTriedSource>('POST', `sources/${encodeURIComponent(source)}/try`, given).then(
      setTried,
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error
        setTried(error)
      },
    )
  }
  if (status.data && sources.length === 0)
    return (
      <Page title={say(MAP.try)}>
        <Empty title={SOURCES.noSources} />
      </Page>
    )
  return (
    <Page title={say(MAP.try)} about={say(SOURCES.tryIntro)}>
      <form className="stack wide" onSubmit={submit}>
        <Field label={say(COMMON.source)}>
          <select
            value={source ?? ''}
            onChange={({ target }) =>
              void navigate({ to: '/try', search: { source: target.value }, replace: true })
            }
          >
            {sources.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </Field>
        <Field label={say(SOURCES.body)} hint={say(SOURCES.bodyHint)}>
          <textarea rows={10} value={body} onChange={({ target }) => setBody(target.value)} />
        </Field>
        <Field label={say(SOURCES.settings)} hint={say(SOURCES.settingsHint)}>
          <textarea
            rows={3}
            value={settings}
            onChange={({ target }) => setSettings(target.value)}
          />
        </Field>
        <button type="submit" className="primary">
          {say(SOURCES.go)}
        </button>
      </form>
      <div className="try-result" aria-live="polite">
        {tried instanceof Error && <Failure error={tried} />}
        {tried && !(tried instanceof Error) && <Result tried={tried} />}
      </div>
    </Page>
  )
}

/** What of a request was kept in quarantine is where one begins. */
function useQuarantinedBody(id: string | undefined) {
  const [body, setBody] = useState('')
  const kept = useAnswer<{ requests: readonly QuarantinedRequest[] }>(
    'nothing',
    'quarantine?limit=500',
    { isWanted: id !== undefined },
  )
  const found = kept.data?.requests.find((request) => request.id === id)?.bodyBase64
  useEffect(() => {
    if (found !== undefined) setBody(decoded(found))
  }, [found])
  return [body, setBody] as const
}

function Result({ tried }: { readonly tried: WireTriedSource }) {
  const { say } = useSpeech()
  if (tried.outcome === 'unparsable')
    return (
      <div className="banner bad">
        <strong>{say(SOURCES.unreadable)}</strong> {tried.problem}
      </div>
    )
  return (
    <ul className="cards">
      {tried.events.map((event, index) => (
        <Tried
          key={event.id}
          event={event}
          entry={tried.entries.find((one) => one.event === index)}
        />
      ))}
      {tried.entries
        .filter(({ event }) => event === undefined)
        .map(({ entry }) => (
          <li key={entry} className="card">
            <strong>{say(SOURCES.ignored)}</strong> <code>{entry}</code>
          </li>
        ))}
    </ul>
  )
}

function Tried({
  event,
  entry,
}: {
  readonly event: WireTriedEvent
  readonly entry: WireTriedSource['entries'][number] | undefined
}) {
  const { say, language } = useSpeech()
  const facts = [
    [say(PAST.kind), say(codeWords('event', event.kind))],
    [say(PAST.name), event.name],
    [say(PAST.key), event.dedupKey],
    ...event.fields.map(({ label, value }) => [label[language], value[language]] as const),
  ] as const
  return (
    <li className="card">
      <p>
        <Severity severity={event.severity} /> <strong>{event.title[language]}</strong>
      </p>
      <Labels labels={event.labels} />
      <Facts facts={facts} />
      {entry && (
        <Section title={say(SOURCES.origin)}>
          <table>
            <tbody>
              {entry.parts.map(({ part, value, by, from, problems }) => (
                <tr key={part}>
                  <th scope="row">{part}</th>
                  <td>{value}</td>
                  <td className="muted">
                    {say(SOURCES[by])} <code>{from}</code>{' '}
                    {problems.map((problem) => problem[language]).join(' ')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      )}
    </li>
  )
}
