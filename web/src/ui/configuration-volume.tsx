import { Link } from '@tanstack/react-router'
import type { WireConfigurationVolume, WireDifferences } from '../../../src/api/wire-revisions.ts'
import { CONFIGURATION } from '../words/configuration.ts'
import { useSpeech } from '../words/language.tsx'
import type { Phrase } from '../words/phrase.ts'
import { Severity } from './signs.tsx'

/** What another configuration would have sent, chat by chat, and who would have heard of what. */
export function ConfigurationVolume({ volume }: { readonly volume: WireConfigurationVolume }) {
  const { say, number } = useSpeech()
  const { before, after, chats, missed, added, doubled } = volume
  return (
    <div className="volume" role="status">
      <p>{say(CONFIGURATION.previewed(number(before), number(after)))}</p>
      {chats.length > 0 && <Chats chats={chats} />}
      <Differences list={missed} words={CONFIGURATION.missed} />
      <Differences list={doubled} words={CONFIGURATION.doubled} />
      <Differences list={added} words={CONFIGURATION.added} />
    </div>
  )
}

function Chats({ chats }: Pick<WireConfigurationVolume, 'chats'>) {
  const { say, number } = useSpeech()
  return (
    <table className="counts">
      <thead>
        <tr>
          <th scope="col">{say(CONFIGURATION.chat)}</th>
          <th scope="col">{say(CONFIGURATION.before)}</th>
          <th scope="col">{say(CONFIGURATION.after)}</th>
          <th scope="col">{say(CONFIGURATION.busiest)}</th>
        </tr>
      </thead>
      <tbody>
        {chats.map(({ contact, channel, before, after, hours }) => (
          <tr key={`${contact} ${channel}`}>
            <th scope="row">
              {contact} <span className="under">{channel}</span>
            </th>
            <td>{number(before)}</td>
            <td>{number(after)}</td>
            <td>{number(Math.max(0, ...hours.map((hour) => hour.after)))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Differences({
  list,
  words,
}: {
  readonly list: WireDifferences
  readonly words: (count: string) => Phrase
}) {
  const { say, number, language, list: listed } = useSpeech()
  if (list.count === 0) return null
  return (
    <details>
      <summary>{say(words(number(list.count)))}</summary>
      <ul className="lines">
        {list.first.map(({ eventId, severity, title, chats }) => (
          <li key={eventId}>
            <Severity severity={severity} isShort />{' '}
            <Link to="/events/$id" params={{ id: eventId }}>
              {title[language]}
            </Link>{' '}
            <span className="under">{listed(chats.map(({ contact }) => contact))}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
