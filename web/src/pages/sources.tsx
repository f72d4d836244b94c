import { Link } from '@tanstack/react-router'
import type { WireSource } from '../../../src/api/wire-sources.ts'
import { useAnswer } from '../api/queries.ts'
import { useOwn } from '../ui/own-teams.tsx'
import { Answered, Empty, Page } from '../ui/parts.tsx'
import { Mark, type Tone } from '../ui/signs.tsx'
import { Span } from '../ui/time.tsx'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import type { Phrase } from '../words/phrase.ts'
import { SOURCES } from '../words/sources.ts'

/** Who sends, and whether they still do. */
export function Sources() {
  const { say } = useSpeech()
  const { isShown, button } = useOwn('sources')
  const sources = useAnswer<{ sources: readonly WireSource[] }>('sources', 'sources')
  return (
    <Page
      title={say(MAP.sources)}
      tools={
        <>
          {button}
          <Link to="/try">{say(MAP.try)}</Link>
          <Link to="/connect" className="button primary">
            {say(MAP.connect)}
          </Link>
        </>
      }
    >
      <Answered answer={sources}>
        {({ sources: rows }) =>
          rows.length === 0 ? (
            <Empty title={SOURCES.none}>
              <p>{say(SOURCES.noneMore)}</p>
            </Empty>
          ) : (
            <ul className="rows">
              {rows
                .filter(({ name }) => isShown(name))
                .map((source) => (
                  <Row key={source.name} source={source} />
                ))}
            </ul>
          )
        }
      </Answered>
    </Page>
  )
}

function Row({ source }: { readonly source: WireSource }) {
  const { say, number, language } = useSpeech()
  const { name, type, title, lastEventAt, counts } = source
  const health = sourceHealth(source)
  return (
    <li className="row source-row">
      <Mark tone={health.tone}>{say(health.text)}</Mark>
      <div className="what">
        <Link to="/sources/$name" params={{ name }} className="title">
          {name}
        </Link>
        <span className="under">{title?.[language] ?? type}</span>
      </div>
      <div>
        {say(SOURCES.counts(number(counts.requests), number(counts.events)))}
        <span className="under">
          {counts.quarantined > 0 && say(SOURCES.unread(number(counts.quarantined)))}{' '}
          {counts.refused > 0 && say(SOURCES.refused(number(counts.refused)))}
        </span>
      </div>
      <div className="when">
        {lastEventAt && (
          <>
            {say(SOURCES.lastEvent)} <Span at={lastEventAt} /> {say(COMMON.ago)}
          </>
        )}
      </div>
    </li>
  )
}

/** How a source is, in a word. */
export function sourceHealth(source: WireSource): { readonly tone: Tone; readonly text: Phrase } {
  if (source.type === undefined) return { tone: 'calm', text: SOURCES.gone }
  if (source.quiet.since !== undefined) return { tone: 'bad', text: SOURCES.quiet }
  if (source.heardAt === undefined) return { tone: 'wait', text: SOURCES.never }
  return { tone: 'good', text: SOURCES.speaks }
}
