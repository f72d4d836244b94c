import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { WireHunk, WireRevision } from '../../../src/api/wire-revisions.ts'
import { tellFailure } from '../api/answers.tsx'
import { restore } from '../api/configuration.ts'
import { useAnswer } from '../api/queries.ts'
import { CONFIGURATION } from '../words/configuration.ts'
import { useSay } from '../words/language.tsx'
import { Confirm } from './confirm.tsx'
import { Hunks } from './hunks.tsx'
import { Answered, Section } from './parts.tsx'
import { Day } from './time.tsx'
import { tell } from './toast.tsx'

/** What was saved by whom; one of them beside the newest. */
export function Revisions({
  newest,
  chosen,
  isOpen,
}: {
  readonly newest: WireRevision
  readonly chosen: number | undefined
  readonly isOpen: boolean
}) {
  const say = useSay()
  const revisions = useAnswer<{ revisions: readonly WireRevision[] }>(
    'configuration',
    'configuration/revisions?limit=100',
  )
  return (
    <Section title={say(CONFIGURATION.revisions)}>
      {chosen !== undefined && <Compared newest={newest} number={chosen} isOpen={isOpen} />}
      <Answered answer={revisions}>
        {({ revisions: known }) => (
          <ul className="rows">
            {known.map((revision) => (
              <Revision key={revision.number} revision={revision} newest={newest} />
            ))}
          </ul>
        )}
      </Answered>
    </Section>
  )
}

function Revision({
  revision: { number, at, by, comment, restores },
  newest,
}: {
  readonly revision: WireRevision
  readonly newest: WireRevision
}) {
  const say = useSay()
  return (
    <li className="row revision-row">
      <strong>{say(CONFIGURATION.revision(number))}</strong>
      <div className="what">
        <p>
          {restores !== undefined && say(CONFIGURATION.restores(restores))} {comment}
        </p>
        <span className="under">
          {by} · <Day at={at} />
        </span>
      </div>
      {number !== newest.number && (
        <Link to="/configuration" search={{ revision: String(number) }} className="button">
          {say(CONFIGURATION.compare)}
        </Link>
      )}
    </li>
  )
}

function Compared({
  newest,
  number,
  isOpen,
}: {
  readonly newest: WireRevision
  readonly number: number
  readonly isOpen: boolean
}) {
  const say = useSay()
  const [isAsked, setAsked] = useState(false)
  const compared = useAnswer<{ changes: readonly WireHunk[] }>(
    'configuration',
    `configuration/diff?from=${number}&to=${newest.number}`,
  )
  const bringBack = (): void => {
    setAsked(false)
    restore(number, newest.number).then(
      (saved) => tell({ tone: 'good', text: CONFIGURATION.saved(saved.number) }),
      tellFailure,
    )
  }
  return (
    <div className="card compared">
      <h3>
        {say(CONFIGURATION.revision(number))} → {newest.number}
      </h3>
      <Answered answer={compared}>
        {({ changes }) => <Hunks hunks={changes} none={CONFIGURATION.same} />}
      </Answered>
      {isOpen && (
        <button type="button" onClick={() => setAsked(true)}>
          {say(CONFIGURATION.restore)}
        </button>
      )}
      {isAsked && (
        <Confirm
          title={`${say(CONFIGURATION.restore)}: ${say(CONFIGURATION.revision(number))}`}
          text={say(CONFIGURATION.restoreText)}
          action={say(CONFIGURATION.restore)}
          onConfirm={bringBack}
          onClose={() => setAsked(false)}
        />
      )}
    </div>
  )
}
