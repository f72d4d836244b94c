import { Link } from '@tanstack/react-router'
import type { WireReplay } from '../../../src/api/wire-sources.ts'
import { tellFailure } from '../api/answers.tsx'
import { send } from '../api/client.ts'
import { usePages } from '../api/pages.ts'
import { askAgain } from '../api/queries.ts'
import { Older } from '../ui/older.tsx'
import { Answered, Code, Empty, Page } from '../ui/parts.tsx'
import { Clock } from '../ui/time.tsx'
import { tell } from '../ui/toast.tsx'
import { decoded, readable } from '../util/payload.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { PAST } from '../words/past.ts'
import { plain } from '../words/phrase.ts'

/** A request that could not be read, as the API gives it. */
export type QuarantinedRequest = {
  readonly id: string
  readonly source: string
  readonly receivedAt: string
  readonly problem: string
  readonly bodyBase64: string
  readonly bodyBytes: number
  readonly headers: Readonly<Record<string, string>>
  readonly query?: string
}

/** What could not be read, why not, and the way to read it again. */
export function Quarantine() {
  const { say } = useSpeech()
  const requests = usePages<QuarantinedRequest>('events', 'quarantine', { name: 'requests' })
  return (
    <Page title={say(MAP.quarantine)} about={say(PAST.noQuarantineMore)}>
      <Answered answer={requests}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={PAST.noQuarantine} />
          ) : (
            <ul className="cards">
              {rows.map((request) => (
                <Quarantined key={request.id} request={request} />
              ))}
            </ul>
          )
        }
      </Answered>
      <Older pages={requests} />
    </Page>
  )
}

function Quarantined({ request }: { readonly request: QuarantinedRequest }) {
  const { say } = useSpeech()
  const { id, source, receivedAt, problem, bodyBase64, bodyBytes } = request
  return (
    <li className="card">
      <p>
        <Clock at={receivedAt} /> <strong>{source}</strong>{' '}
        <span className="muted">{say(PAST.bytes(bodyBytes))}</span>
      </p>
      <p className="problem">{problem}</p>
      {bodyBase64 !== '' && <Code text={readable(decoded(bodyBase64))} />}
      <div className="buttons">
        <button type="button" onClick={() => void replay(id)}>
          {say(PAST.replay)}
        </button>
        <Link to="/try" search={{ source, quarantine: id }} className="button">
          {say(PAST.tryThis)}
        </Link>
      </div>
    </li>
  )
}

async function replay(id: string): Promise<void> {
  try {
    const { result, problem } = await send<WireReplay>('POST', `quarantine/${id}/replay`)
    if (result === 'taken') tell({ tone: 'good', text: PAST.replayed })
    else tell({ tone: 'bad', text: plain(problem ?? '') })
  } catch (error) {
    tellFailure(error)
  }
  await askAgain(['events', 'sources'])
}
