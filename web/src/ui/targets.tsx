import type { WireTarget } from '../../../src/api/wire-configuration.ts'
import { codeWords } from '../words/codes.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { PEOPLE } from '../words/people.ts'

/** Who is told: groups, contacts and schedules by their names, which severities they hear of, and when they do not. */
export function Targets({ targets }: { readonly targets: readonly WireTarget[] }) {
  const { say, list } = useSpeech()
  if (targets.length === 0) return <span className="muted">{say(PEOPLE.nobodyTold)}</span>
  return (
    <span>
      {targets.map(({ to, schedule, severities, mute, active }, index) => (
        <span key={`${to} ${schedule} ${severities?.join()} ${mute?.join()} ${active?.join()}`}>
          {index > 0 && ', '}
          <strong>
            {[to, schedule && `${say(MAP.schedules)}: ${schedule}`].filter(Boolean).join(' + ')}
          </strong>
          {severities && (
            <span className="muted">
              {' '}
              ({list(severities.map((severity) => say(codeWords('severity', severity))))})
            </span>
          )}
          {mute && <span className="muted"> {`${say(PEOPLE.muted)} ${list(mute)}`}</span>}
          {active && <span className="muted"> {`${say(PEOPLE.activeOnly)} ${list(active)}`}</span>}
        </span>
      ))}
    </span>
  )
}
