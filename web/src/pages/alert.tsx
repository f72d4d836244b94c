import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { WireAlert, WireAlertStory, WireExplanation } from '../../../src/api/wire.ts'
import type { WireStory } from '../../../src/api/wire-story.ts'
import { neighbourOf } from '../api/alert-list.ts'
import { type Action, tellFailure, useAnswers } from '../api/answers.tsx'
import { Problem } from '../api/client.ts'
import { useAnswer } from '../api/queries.ts'
import { AssignDialog } from '../ui/assign-dialog.tsx'
import { Escalations } from '../ui/escalations.tsx'
import { useKeys } from '../ui/keys.ts'
import { Answered, Code, Empty, Facts, Failure, Labels, Page, Section } from '../ui/parts.tsx'
import { Severity, StateMark } from '../ui/signs.tsx'
import { Clock, Span } from '../ui/time.tsx'
import { Nearly, Timeline } from '../ui/timeline.tsx'
import { tell } from '../ui/toast.tsx'
import { readable } from '../util/payload.ts'
import { ALERT } from '../words/alert.ts'
import { codeWords } from '../words/codes.ts'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'

/** One alert: what it is, who has it, what comes next, all that happened, and what to answer. */
export function Alert() {
  const { id } = useParams({ from: '/alerts/$id' })
  const { say } = useSpeech()
  const navigate = useNavigate()
  const filter = useSearch({ from: '/alerts/$id' })
  const alert = useAnswer<WireAlertStory>('alerts', `alerts/${encodeURIComponent(id)}`)
  useKeys({ Escape: () => void navigate({ to: '/alerts', search: filter }) })
  if (alert.error instanceof Problem && alert.error.status === 404)
    return (
      <Page title={say(ALERT.notThere)}>
        <Failure error={alert.error} />
      </Page>
    )
  return (
    <Answered answer={alert}>
      {(found) => (found.id === id ? <Story key={id} alert={found} /> : null)}
    </Answered>
  )
}

function Story({ alert }: { readonly alert: WireAlertStory }) {
  const { say, language } = useSpeech()
  const story = useAnswer<WireStory>('alerts', `alerts/${alert.id}/story`)
  return (
    <Page title={alert.title[language]} tools={<Neighbours id={alert.id} />}>
      <div className="alert-page">
        <div className="alert-lead">
          <p className="lead-line">
            <Severity severity={alert.severity} /> <StateMark state={alert.state} />
            {alert.acknowledgedBy && <strong>{alert.acknowledgedBy}</strong>}
            <span className="muted">
              {alert.source} · <Span at={alert.openedAt} />
            </span>
          </p>
          <Escalations runs={alert.escalations} isOver={alert.state === 'resolved'} />
          <Buttons alert={alert} />
          {story.data?.untold.map((reason) => (
            <p key={reason.en} className="banner wait">
              <strong>{say(ALERT.untold)}.</strong> {reason[language]}
            </p>
          ))}
        </div>
        <Answered answer={story}>{(told) => <Timeline story={told} />}</Answered>
        <div className="alert-side">
          <About alert={alert} />
          {story.data && story.data.nearly.length > 0 && <Nearly nearly={story.data.nearly} />}
          <Raw eventId={newestOf(story.data) ?? alert.firstEventId} />
        </div>
      </div>
    </Page>
  )
}

/** The ways to the alerts beside it in the list that it was opened from. */
function Neighbours({ id }: { readonly id: string }) {
  const { say } = useSpeech()
  const navigate = useNavigate()
  const filter = useSearch({ from: '/alerts/$id' })
  const go = (side: 'next' | 'previous') => () =>
    void neighbourOf(id, filter, side).then((beside) => {
      if (beside === undefined) tell({ tone: 'good', text: ALERT.noNeighbour[side] })
      else void navigate({ to: '/alerts/$id', params: { id: beside }, search: filter })
    }, tellFailure)
  useKeys({ n: go('next'), j: go('next'), p: go('previous'), k: go('previous') })
  return (
    <>
      <button type="button" className="small" onClick={go('previous')}>
        ↑ {say(ALERT.newer)} <kbd>p</kbd>
      </button>
      <button type="button" className="small" onClick={go('next')}>
        ↓ {say(ALERT.older)} <kbd>n</kbd>
      </button>
    </>
  )
}

/** The newest event that its source sent; what people answered are events, too. */
function newestOf(story: WireStory | undefined): string | undefined {
  return story?.lines.findLast(({ kind, eventId }) => kind === 'event' && eventId)?.eventId
}

const ACTIONS: Readonly<Record<string, readonly Action[]>> = {
  firing: ['acknowledge', 'escalate', 'resolve', 'silence'],
  acknowledged: ['resolve', 'unacknowledge', 'escalate', 'silence'],
  resolved: [],
}

/** The answers, the likeliest first. */
function Buttons({ alert }: { readonly alert: WireAlert }) {
  const { say } = useSpeech()
  const { answer, asking } = useAnswers()
  const [isAssigning, setAssigning] = useState(false)
  const actions = ACTIONS[alert.state] ?? []
  const may = (action: Action) => () => {
    if (actions.includes(action)) answer(alert, action)
  }
  useKeys({ a: may('acknowledge'), r: may('resolve'), e: may('escalate') })
  if (actions.length === 0) return null
  return (
    <div className="answer-bar">
      {actions.map((action, index) => (
        <button
          key={action}
          type="button"
          className={index === 0 ? 'primary' : ''}
          onClick={() => answer(alert, action)}
        >
          {say(codeWords('answer', action))}
        </button>
      ))}
      <button type="button" onClick={() => setAssigning(true)}>
        {say(ALERT.assign)}
      </button>
      {isAssigning && (
        <AssignDialog
          onClose={() => setAssigning(false)}
          onAssign={(to) => {
            setAssigning(false)
            answer(alert, 'assign', { to })
          }}
        />
      )}
      {asking}
    </div>
  )
}

function About({ alert }: { readonly alert: WireAlertStory }) {
  const { say, language, number } = useSpeech()
  const { answers, previousId, resolvedAt, acknowledgedAt, lastSaidAt, autoResolveAt } = alert
  const at = (instant: string | undefined) => instant && <Clock at={instant} />
  const facts = [
    [say(ALERT.opened), at(alert.openedAt)],
    [say(ALERT.taken), at(acknowledgedAt)],
    [say(ALERT.ended), at(resolvedAt)],
    [say(ALERT.lastSaid), at(lastSaidAt)],
    [say(ALERT.endsAt), resolvedAt === undefined && at(autoResolveAt)],
    [say(ALERT.events), number(alert.eventCount)],
    [
      say(ALERT.previous),
      previousId && (
        <Link to="/alerts/$id" params={{ id: previousId }}>
          {say(COMMON.show)}
        </Link>
      ),
    ],
  ] as const
  const match = Object.entries({ source: alert.source, ...alert.labels }).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  )
  return (
    <Section
      title={say(COMMON.labels)}
      tools={
        alert.state !== 'resolved' && (
          <Link to="/silences" search={{ match: match.slice(0, 4).join('\n') }}>
            {say(ALERT.silence)}
          </Link>
        )
      }
    >
      <Labels labels={alert.labels} />
      <Facts facts={facts.filter(([, value]) => value)} />
      {answers.length > 0 && (
        <ul className="lines">
          {answers.map((one) => (
            <li key={`${one.at} ${one.action}`}>
              {say(codeWords('answer', one.action))} · {one.text[language]}
              {one.to && ` → ${one.to[language]}`}
              {one.comment && <span className="under">{one.comment}</span>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function Raw({ eventId }: { readonly eventId: string }) {
  const { say } = useSpeech()
  const event = useAnswer<WireExplanation>('events', `events/${eventId}`)
  const empty = event.error instanceof Problem && <Empty title={ALERT.notThere} />
  return (
    <Section
      title={say(ALERT.raw)}
      tools={
        <Link to="/events/$id" params={{ id: eventId }}>
          {say(ALERT.toEvent)}
        </Link>
      }
    >
      {empty || <Answered answer={event}>{({ raw }) => <Code text={readable(raw)} />}</Answered>}
    </Section>
  )
}
