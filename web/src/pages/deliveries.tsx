import { useNavigate, useSearch } from '@tanstack/react-router'
import type { WireNotification } from '../../../src/api/wire.ts'
import { tellFailure } from '../api/answers.tsx'
import { send } from '../api/client.ts'
import { usePages } from '../api/pages.ts'
import { useAnswer } from '../api/queries.ts'
import { Chips } from '../ui/chips.tsx'
import { Delivery, DeliveryHead } from '../ui/delivery.tsx'
import { Older } from '../ui/older.tsx'
import { Answered, Empty, Page } from '../ui/parts.tsx'
import { Clock } from '../ui/time.tsx'
import { tell } from '../ui/toast.tsx'
import { codeWords } from '../words/codes.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { PAST } from '../words/past.ts'

const STATES = ['dead', 'due', 'sent', 'merged', 'moot'] as const

/** Every message that is owed, with its attempts, what the platform answered, and what to do. */
export function Deliveries() {
  const { say } = useSpeech()
  const navigate = useNavigate()
  const { state, open } = useSearch({ from: '/deliveries' })
  const messages = usePages<WireNotification>('messages', 'notifications', {
    name: 'notifications',
    query: { state },
  })
  const choose = (next: string | undefined): void =>
    void navigate({ to: '/deliveries', search: next === undefined ? {} : { state: next } })
  const toggle = (id: string): void =>
    void navigate({
      to: '/deliveries',
      search: { ...(state && { state }), ...(id !== open && { open: id }) },
      replace: true,
    })
  return (
    <Page title={say(MAP.deliveries)} about={say(PAST.noDeliveriesMore)}>
      <div className="facets">
        <Chips label={say(MAP.deliveries)}>
          {[undefined, ...STATES].map((one) => (
            <button
              key={one ?? 'all'}
              type="button"
              className="chip"
              aria-pressed={state === one}
              onClick={() => choose(one)}
            >
              {say(one === undefined ? PAST.allDeliveries : codeWords('delivery', one))}
            </button>
          ))}
        </Chips>
      </div>
      <Answered answer={messages}>
        {(rows) => (
          <>
            {rows.length === 0 && <Empty title={PAST.noDeliveries} />}
            {open !== undefined && !rows.some(({ id }) => id === open) && <Opened id={open} />}
            <ul className="rows">
              {rows.map((message) => (
                <Row
                  key={message.id}
                  message={message}
                  isOpen={message.id === open}
                  onToggle={() => toggle(message.id)}
                />
              ))}
            </ul>
          </>
        )}
      </Answered>
      <Older pages={messages} />
    </Page>
  )
}

function Row({
  message,
  isOpen,
  onToggle,
}: {
  readonly message: WireNotification
  readonly isOpen: boolean
  readonly onToggle: () => void
}) {
  const { language } = useSpeech()
  const [first] = message.entries
  return (
    <li className="row delivery-row">
      <Clock at={message.createdAt} />
      <div className="what">
        <button type="button" className="plain title" aria-expanded={isOpen} onClick={onToggle}>
          {first?.title[language] ?? message.kind}
          {message.entries.length > 1 && ` +${message.entries.length - 1}`}
        </button>
        <span className="under">
          <DeliveryHead message={message} />
        </span>
        {isOpen && <Opened id={message.id} />}
      </div>
      {message.state === 'dead' && <Resend message={message} />}
    </li>
  )
}

function Opened({ id }: { readonly id: string }) {
  const message = useAnswer<WireNotification>('messages', `notifications/${id}`)
  return (
    <div className="card">
      <Answered answer={message}>{(found) => <Delivery message={found} />}</Answered>
    </div>
  )
}

function Resend({ message }: { readonly message: WireNotification }) {
  const { say } = useSpeech()
  const resend = (): void =>
    void send('POST', `notifications/${message.id}/resend`).then(
      () => tell({ tone: 'good', text: PAST.resent }),
      tellFailure,
    )
  return (
    <button type="button" onClick={resend}>
      {say(PAST.resend)}
    </button>
  )
}
