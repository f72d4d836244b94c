import type { WireSpool } from '../../../src/api/wire-spool.ts'
import { Problem } from '../api/client.ts'
import { useSpeech } from '../words/language.tsx'
import { NOW } from '../words/now.ts'
import { Span } from './time.tsx'

/** What waits on the hub's disk, and what could not be taken in; nothing where there is neither. */
export function Spooled({ spool }: { readonly spool: WireSpool | undefined }) {
  const { say } = useSpeech()
  if (spool === undefined || spool.requests + spool.asideFiles === 0) return null
  const { requests, bytes, oldestAt, asideFiles } = spool
  return (
    <li className="bad">
      <span>{say(NOW.spool)}</span>
      <span>
        {requests > 0 && say(NOW.spooled(requests, Math.ceil(bytes / 1e5) / 10))}
        {oldestAt && (
          <>
            {' · '}
            <Span at={oldestAt} />
          </>
        )}
        {asideFiles > 0 && ` · ${say(NOW.aside(asideFiles))}`}
      </span>
    </li>
  )
}

/** The same while the hub can say nothing else, for want of its database. */
export function SpooledMeanwhile({ problem }: { readonly problem: Error | null }) {
  const { say } = useSpeech()
  const spool = spoolOf(problem)
  if (spool === undefined) return null
  return (
    <>
      <p className="problem">{say(NOW.away)}</p>
      <ul className="health">
        <Spooled spool={spool} />
      </ul>
    </>
  )
}

function spoolOf(problem: Error | null): WireSpool | undefined {
  if (!(problem instanceof Problem)) return undefined
  const { body } = problem
  if (typeof body !== 'object' || body === null || !('spool' in body)) return undefined
  return body.spool as WireSpool // the hub's own answer, in the shape of src/api/wire-spool.ts
}
