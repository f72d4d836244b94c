import { useState } from 'react'
import type { WireEndpoint, WireVerification } from '../../../src/api/wire.ts'
import type { WireContactDetails } from '../../../src/api/wire-configuration.ts'
import { tellFailure } from '../api/answers.tsx'
import { send } from '../api/client.ts'
import { useAnswer } from '../api/queries.ts'
import { Answered, Empty, Page } from '../ui/parts.tsx'
import { HealthMark, Mark } from '../ui/signs.tsx'
import { Clock, Timed } from '../ui/time.tsx'
import { Verified } from '../ui/verified.tsx'
import { codeWords } from '../words/codes.ts'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { PEOPLE } from '../words/people.ts'

type Known = {
  readonly contacts: readonly WireContactDetails[]
  readonly fallback?: string
}

/** Whom the hub can tell, by which ways, and how each of these is. */
export function Contacts() {
  const { say } = useSpeech()
  const contacts = useAnswer<Known>('configuration', 'contacts')
  const endpoints = useAnswer<{ endpoints: readonly WireEndpoint[] }>('messages', 'endpoints')
  return (
    <Page title={say(MAP.contacts)} about={say(COMMON.fileOnly)}>
      <Answered answer={contacts}>
        {(known) =>
          known.contacts.length === 0 ? (
            <Empty title={PEOPLE.noContacts} />
          ) : (
            <ul className="cards chats">
              {known.contacts.map((contact) => (
                <Contact
                  key={contact.id}
                  contact={contact}
                  fallback={known.fallback}
                  endpoints={
                    endpoints.data?.endpoints.filter((one) => one.contact === contact.id) ?? []
                  }
                />
              ))}
            </ul>
          )
        }
      </Answered>
    </Page>
  )
}

function Contact({
  contact,
  fallback,
  endpoints,
}: {
  readonly contact: WireContactDetails
  readonly fallback: string | undefined
  readonly endpoints: readonly WireEndpoint[]
}) {
  const { say, list } = useSpeech()
  const { name, groups } = contact
  return (
    <li className="card">
      <p className="lead-line">
        <strong>{name}</strong>
        {groups.length > 0 && (
          <span className="muted">
            {say(PEOPLE.inGroups)} {list(groups)}
          </span>
        )}
        {fallback !== undefined && groups.includes(fallback) && (
          <Mark tone="calm">{say(PEOPLE.fallback)}</Mark>
        )}
      </p>
      {contact.endpoints.length === 0 && <p className="problem">{say(PEOPLE.unreachable)}</p>}
      <ul className="rows flat">
        {endpoints.map((endpoint) => (
          <Endpoint key={endpoint.id} endpoint={endpoint} />
        ))}
      </ul>
    </li>
  )
}

function Endpoint({ endpoint }: { readonly endpoint: WireEndpoint }) {
  const { say, language } = useSpeech()
  const [isBusy, setBusy] = useState(false)
  const [verification, setVerification] = useState<WireVerification>()
  const { id, channel, health, text, remedy, used, limit, quota, owed, dead, lastSentAt } = endpoint
  const verify = async (): Promise<void> => {
    setBusy(true)
    try {
      setVerification(
        await send<WireVerification>('POST', `endpoints/${encodeURIComponent(id)}/verify`, {}),
      )
    } catch (error) {
      tellFailure(error)
    }
    setBusy(false)
  }
  return (
    <li className="row endpoint-row">
      <HealthMark health={health} />
      <div className="what">
        <strong>{say(codeWords('channel', channel))}</strong>{' '}
        <span className="under">
          {[
            say(PEOPLE.used(used, limit.messagesMax, limit.windowMs / 1000)),
            quota && say(PEOPLE.quota(quota.used, quota.messagesMax)),
            owed > 0 && say(PEOPLE.owed(owed)),
            dead > 0 && say(PEOPLE.dead(dead)),
            endpoint.standby && say(PEOPLE.standby),
          ]
            .filter(Boolean)
            .join(' · ')}
          {lastSentAt && (
            <>
              {' · '}
              <Clock at={lastSentAt} />
            </>
          )}
        </span>
        {text && (
          <span className="problem">
            <Timed text={text[language]} />
          </span>
        )}
        {remedy && <span className="remedy">{remedy[language]}</span>}
        {verification && <Verified verification={verification} />}
      </div>
      <button type="button" disabled={isBusy} onClick={() => void verify()}>
        {say(isBusy ? PEOPLE.verifying : PEOPLE.verify)}
      </button>
    </li>
  )
}
