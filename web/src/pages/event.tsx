import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { WireExplanation } from '../../../src/api/wire.ts'
import { Problem } from '../api/client.ts'
import { useAnswer } from '../api/queries.ts'
import { Delivery, DeliveryHead } from '../ui/delivery.tsx'
import { Held } from '../ui/held.tsx'
import { useKeys } from '../ui/keys.ts'
import { Answered, Code, Facts, Failure, Labels, Page, Section } from '../ui/parts.tsx'
import { Severity, StateMark } from '../ui/signs.tsx'
import { Clock } from '../ui/time.tsx'
import { Nearly } from '../ui/timeline.tsx'
import { readable } from '../util/payload.ts'
import { codeWords } from '../words/codes.ts'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { PAST } from '../words/past.ts'

/** One event with the trace of all that was decided about it. */
export function Event() {
  const { id } = useParams({ from: '/events/$id' })
  const { say } = useSpeech()
  const navigate = useNavigate()
  const event = useAnswer<WireExplanation>('events', `events/${encodeURIComponent(id)}`)
  useKeys({ Escape: () => void navigate({ to: '/events' }) })
  if (event.error instanceof Problem && event.error.status === 404)
    return (
      <Page title={say(PAST.noEvent)}>
        <Failure error={event.error} />
      </Page>
    )
  return <Answered answer={event}>{(story) => <Trace story={story} />}</Answered>
}

function Trace({ story }: { readonly story: WireExplanation }) {
  const { say, language } = useSpeech()
  const { event, raw, outcome, held, alert, told } = story
  return (
    <Page title={event.title[language]}>
      <p className="lead-line">
        <Severity severity={event.severity} />{' '}
        <strong>{say(outcome ? codeWords('result', outcome.result) : PAST.waits)}</strong>
        {alert && (
          <>
            <StateMark state={alert.state} />
            <Link to="/alerts/$id" params={{ id: alert.id }}>
              {say(PAST.toAlert)}
            </Link>
          </>
        )}
      </p>
      <div className="two-columns">
        <div>
          <Section title={say(COMMON.policy)}>
            {outcome && outcome.matched.length > 0 ? (
              <p>
                {say(PAST.matched)}:{' '}
                <strong>{outcome.matched.map(({ policy }) => policy).join(', ')}</strong>
              </p>
            ) : (
              <p>{say(PAST.notMatched)}</p>
            )}
            {outcome?.configurationChanged && <p className="muted">{say(PAST.changed)}</p>}
          </Section>
          {outcome && outcome.nearly.length > 0 && <Nearly nearly={outcome.nearly} />}
          <Held held={held} />
          <Section title={say(PAST.told)}>
            {told.length === 0 && <p>{say(PAST.nobodyTold)}</p>}
            {told.map((message) => (
              <div key={message.id} className="card">
                <p>
                  <DeliveryHead message={message} />
                </p>
                <Delivery message={message} />
              </div>
            ))}
          </Section>
        </div>
        <div>
          <About story={story} />
          <Section title={say(PAST.raw)}>
            <Code text={readable(raw)} />
          </Section>
        </div>
      </div>
    </Page>
  )
}

function About({ story: { event } }: { readonly story: WireExplanation }) {
  const { say } = useSpeech()
  const facts = [
    [say(COMMON.source), event.source],
    [say(PAST.kind), say(codeWords('event', event.kind))],
    [say(PAST.name), event.name],
    [say(PAST.status), event.status],
    [say(PAST.key), event.dedupKey],
    [say(PAST.received), <Clock key="received" at={event.receivedAt} />],
    [say(PAST.happened), event.happenedAt && <Clock key="happened" at={event.happenedAt} />],
  ] as const
  return (
    <Section title={say(COMMON.labels)}>
      <Labels labels={event.labels} />
      <Facts facts={facts.filter(([, value]) => value)} />
    </Section>
  )
}
