import { Link } from '@tanstack/react-router'
import type { WireAttempt, WireNotification } from '../../../src/api/wire.ts'
import { codeWords } from '../words/codes.ts'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { PAST } from '../words/past.ts'
import { DeliveryMark, Mark } from './signs.tsx'
import { Clock } from './time.tsx'

const TONES = { sent: 'good', retry: 'wait', refused: 'bad' } as const

/** What a message names, and each attempt with what the platform answered and what to do. */
export function Delivery({ message }: { readonly message: WireNotification }) {
  const { say, language } = useSpeech()
  const { entries, attempts = [], trouble, mergedInto, state, dueAt } = message
  return (
    <div className="delivery">
      {trouble && <p className="banner wait">{trouble[language]}</p>}
      <ul className="lines">
        {entries.map((entry) => (
          <li key={`${entry.subjectId} ${entry.eventId}`}>
            <Link to="/events/$id" params={{ id: entry.eventId }}>
              {entry.title[language]}
            </Link>
          </li>
        ))}
      </ul>
      {state === 'due' && (
        <p className="muted">
          {say(PAST.due)} <Clock at={dueAt} />
        </p>
      )}
      {mergedInto && (
        <Link to="/deliveries" search={{ open: mergedInto }}>
          {say(PAST.inDigest)}
        </Link>
      )}
      {attempts.length === 0 && !mergedInto && <p className="muted">{say(PAST.notTried)}</p>}
      <ol className="attempts">
        {attempts.map((attempt) => (
          <Attempt key={attempt.startedAt} attempt={attempt} />
        ))}
      </ol>
    </div>
  )
}

function Attempt({ attempt }: { readonly attempt: WireAttempt }) {
  const { say, language, number } = useSpeech()
  const { startedAt, tookMs, outcome, reason, code, text, remedy } = attempt
  return (
    <li>
      <p>
        <Clock at={startedAt} />{' '}
        <Mark tone={TONES[outcome]}>{say(codeWords('attempt', outcome))}</Mark>{' '}
        <span className="muted">
          {reason && `${say(codeWords('reason', reason))} · `}
          {say(PAST.took)} {number(tookMs)} ms
        </span>
      </p>
      {(code !== undefined || text !== undefined) && (
        <p className="under">
          {say(PAST.answer)} <code>{[code, text].filter(Boolean).join(' ')}</code>
        </p>
      )}
      {remedy && (
        <p className="remedy">
          <strong>{say(COMMON.remedy)}</strong> {remedy[language]}
        </p>
      )}
    </li>
  )
}

/** Whose chat, by which channel, and what came of it. */
export function DeliveryHead({ message }: { readonly message: WireNotification }) {
  const { say } = useSpeech()
  return (
    <>
      <DeliveryMark state={message.state} /> <strong>{message.contact}</strong>{' '}
      <span className="muted">
        {say(codeWords('channel', message.channel))} · {say(codeWords('kind', message.kind))} ·{' '}
        {message.policy}
      </span>
    </>
  )
}
