import type { WireHunk } from '../../../src/api/wire-revisions.ts'
import { useSay } from '../words/language.tsx'
import type { Phrase } from '../words/phrase.ts'

const SIGNS = { same: ' ', removed: '−', added: '+' } as const

/** What differs between two texts. */
export function Hunks({
  hunks,
  none,
}: {
  readonly hunks: readonly WireHunk[]
  /** What is said where nothing does. */
  readonly none: Phrase
}) {
  const say = useSay()
  if (hunks.length === 0) return <p className="muted">{say(none)}</p>
  return (
    <pre className="hunks" tabIndex={0}>
      {hunks.map(({ before, after, lines }) => (
        <span key={`${before} ${after}`}>
          <span className="muted">{`@@ ${before} → ${after}\n`}</span>
          {lines.map(({ kind, text }, place) => (
            <span key={place} className={kind}>
              {`${SIGNS[kind]} ${text}\n`}
            </span>
          ))}
        </span>
      ))}
    </pre>
  )
}
