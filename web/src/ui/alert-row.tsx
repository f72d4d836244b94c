import { Link } from '@tanstack/react-router'
import type { WireAlert } from '../../../src/api/wire.ts'
import type { Action } from '../api/answers.tsx'
import { codeWords } from '../words/codes.ts'
import { useSpeech } from '../words/language.tsx'
import { phrase } from '../words/phrase.ts'
import type { Filter } from './facets.tsx'
import { Severity, StateMark } from './signs.tsx'
import { Clock, Span } from './time.tsx'

const WORDS = {
  select: phrase('Select', '选择'),
  flapping: phrase('flapping', '抖动'),
}

/** One alert of a list: what, where, since when, who has it; and the answer that comes first. */
export function AlertRow({
  alert,
  isSelected,
  isCurrent = false,
  filter = {},
  onSelect,
  onAnswer,
}: {
  readonly alert: WireAlert
  /** Of the list that it stands in. */
  readonly filter?: Filter
  readonly isSelected?: boolean
  readonly isCurrent?: boolean
  readonly onSelect?: () => void
  readonly onAnswer: (action: Action) => void
}) {
  const { say, language, number } = useSpeech()
  const { id, title, state, severity, source, acknowledgedBy, openedAt, eventCount } = alert
  const place = alert.labels['instance'] ?? alert.labels['resource'] ?? alert.labels['region']
  return (
    <div className={`alert-row ${severity} ${isCurrent ? 'current' : ''}`} data-state={state}>
      {onSelect && (
        <input
          type="checkbox"
          aria-label={`${say(WORDS.select)}: ${title[language]}`}
          checked={isSelected === true}
          onChange={onSelect}
        />
      )}
      <Severity severity={severity} />
      <div className="what">
        <Link to="/alerts/$id" params={{ id }} search={filter} className="title">
          {title[language]}
        </Link>
        <span className="under">
          {[source, place].filter((part) => part !== undefined).join(' · ')}
          {eventCount > 1 && ` · ×${number(eventCount)}`}
          {alert.flappingUntil !== undefined && ` · ${say(WORDS.flapping)}`}
        </span>
      </div>
      <div className="who">
        <StateMark state={state} />
        {state === 'acknowledged' && acknowledgedBy && (
          <span className="under one-line">{acknowledgedBy}</span>
        )}
      </div>
      <div className="when">
        <Span at={openedAt} />
        <span className="under">
          <Clock at={openedAt} />
        </span>
      </div>
      <FirstAnswer state={state} onAnswer={onAnswer} />
    </div>
  )
}

function FirstAnswer({
  state,
  onAnswer,
}: {
  readonly state: string
  readonly onAnswer: (action: Action) => void
}) {
  const { say } = useSpeech()
  if (state === 'resolved') return <span className="do" />
  const action = state === 'firing' ? 'acknowledge' : 'resolve'
  return (
    <button type="button" className="do" onClick={() => onAnswer(action)}>
      {say(codeWords('answer', action))}
    </button>
  )
}
