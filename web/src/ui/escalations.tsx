import type { WireEscalation } from '../../../src/api/wire.ts'
import { ALERT } from '../words/alert.ts'
import { codeWords } from '../words/codes.ts'
import { useSpeech } from '../words/language.tsx'
import { Mark } from './signs.tsx'
import { Countdown } from './time.tsx'

/** The ways of an alert through escalation policies: whom it told, and whom it tells next, and when. */
export function Escalations({
  runs,
  isOver,
}: {
  readonly runs: readonly WireEscalation[]
  readonly isOver: boolean
}) {
  if (runs.length === 0) return null
  return (
    <div className="runs">
      {runs.map((run) => (
        <Run key={run.id} run={run} isOver={isOver} />
      ))}
    </div>
  )
}

function Run({ run, isOver }: { readonly run: WireEscalation; readonly isOver: boolean }) {
  const { say, list, language } = useSpeech()
  const { escalationPolicy, state, step, steps, nextAt, next, told, follows = [], endText } = run
  const names = (who: readonly { readonly name: string }[]): string =>
    list(who.map(({ name }) => name))
  return (
    <div className={`run escalation ${state}`}>
      <p>
        <strong>{escalationPolicy === 'assigned' ? say(ALERT.assigned) : escalationPolicy}</strong>{' '}
        <Mark tone={state === 'running' ? 'bad' : 'calm'}>
          {say(codeWords('escalation', state))}
        </Mark>{' '}
        {step !== undefined && <span className="muted">{say(ALERT.step(step, steps))}</span>}
        {run.isOld && <span className="muted"> {say(ALERT.isOld)}</span>}
      </p>
      {nextAt !== undefined && state !== 'ended' && !isOver && (
        <p className="next-step">
          {say(state === 'answered' ? ALERT.heldIn : ALERT.nextIn)} <Countdown at={nextAt} />
          {next && (
            <>
              {' '}
              · {say(ALERT.thenTold)}{' '}
              <strong>
                {next.kind === 'fallback' && `${say(ALERT.fallback)} `}
                {names(next.contacts)}
              </strong>
            </>
          )}
        </p>
      )}
      {endText && <p className="muted">{endText[language]}</p>}
      {told.length > 0 && (
        <p className="under">
          {say(ALERT.told)}: {names(told)}
        </p>
      )}
      {follows.map((one) => (
        <p key={`${one.id} ${one.at}`} className="under">
          {say(ALERT.follows)}: {one.name} ·{' '}
          {list(one.channels.map((channel) => say(codeWords('channel', channel))))} ·{' '}
          <Countdown at={one.at} />
        </p>
      ))}
    </div>
  )
}
