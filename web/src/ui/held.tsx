import { Link } from '@tanstack/react-router'
import type { WireHold } from '../../../src/api/wire.ts'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { PAST } from '../words/past.ts'
import { Section } from './parts.tsx'
import { Clock, Timed } from './time.tsx'

/** Why something was not told, by what, until when, and what would have to be different. */
export function Held({ held }: { readonly held: readonly WireHold[] }) {
  const { say, language } = useSpeech()
  return (
    <Section title={say(PAST.held)}>
      {held.length === 0 && <p>{say(PAST.nothingHeld)}</p>}
      <ul className="lines">
        {held.map(({ reason, text, policy, by, until, alertId, change }) => (
          <li key={`${reason} ${policy} ${by}`}>
            {text[language]}
            <span className="under">
              {[policy, by].filter((part) => part !== undefined).join(' · ')}
              {until && (
                <>
                  {' '}
                  {say(COMMON.until)} <Clock at={until} />
                </>
              )}
              {alertId && (
                <Link to="/alerts/$id" params={{ id: alertId }}>
                  {' '}
                  {say(PAST.toAlert)}
                </Link>
              )}
            </span>
            {change && (
              <span className="under">
                <Timed text={change[language]} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
