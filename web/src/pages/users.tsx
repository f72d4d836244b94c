import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { WireInvitedUser, WireUser } from '../../../src/api/wire-identity.ts'
import { tellFailure } from '../api/answers.tsx'
import { send } from '../api/client.ts'
import { askAgain, useAnswer } from '../api/queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Answered, Empty } from '../ui/parts.tsx'
import { ForAdministrators, SettingsPage } from '../ui/settings-page.tsx'
import { Mark } from '../ui/signs.tsx'
import { Day } from '../ui/time.tsx'
import { tell } from '../ui/toast.tsx'
import { InvitationDialog, InviteDialog, UserDialog } from '../ui/user-dialogs.tsx'
import { codeWords } from '../words/codes.ts'
import { useSpeech } from '../words/language.tsx'
import { SETTINGS } from '../words/settings.ts'

/** What `open` in the address says where somebody new is invited. */
const NEW = 'new'

/** Who may sign in, and what they may do. */
export function Users() {
  const { say } = useSpeech()
  const navigate = useNavigate()
  const { open } = useSearch({ from: '/settings/users' })
  const show = (next: string | undefined): void =>
    void navigate({ to: '/settings/users', search: next === undefined ? {} : { open: next } })
  return (
    <SettingsPage
      tools={
        <button type="button" className="primary" onClick={() => show(NEW)}>
          {say(SETTINGS.invite)}
        </button>
      }
    >
      <ForAdministrators>
        <List open={open} show={show} />
      </ForAdministrators>
    </SettingsPage>
  )
}

type Shown = {
  /** The id of the user who is changed, or `new`. */
  readonly open: string | undefined
  readonly show: (open: string | undefined) => void
}

function List({ open, show }: Shown) {
  const { say } = useSpeech()
  const users = useAnswer<{ users: readonly WireUser[] }>('configuration', 'users')
  const [invited, setInvited] = useState<WireInvitedUser>()
  const opened = users.data?.users.find(({ id }) => id === open)
  return (
    <>
      <Answered answer={users}>
        {(known) =>
          known.users.length === 0 ? (
            <Empty title={SETTINGS.noUsers}>
              <p>{say(SETTINGS.machineMore)}</p>
            </Empty>
          ) : (
            <ul className="rows">
              {known.users.map((user) => (
                <Row
                  key={user.id}
                  user={user}
                  onChange={() => show(user.id)}
                  onInvited={setInvited}
                />
              ))}
            </ul>
          )
        }
      </Answered>
      {open === NEW && (
        <InviteDialog
          onClose={() => show(undefined)}
          onInvited={(one) => {
            show(undefined)
            setInvited(one)
          }}
        />
      )}
      {opened && <UserDialog key={opened.id} user={opened} onClose={() => show(undefined)} />}
      {invited && <InvitationDialog invited={invited} onClose={() => setInvited(undefined)} />}
    </>
  )
}

function Row({
  user,
  onChange,
  onInvited,
}: {
  readonly user: WireUser
  readonly onChange: () => void
  readonly onInvited: (invited: WireInvitedUser) => void
}) {
  const { say } = useSpeech()
  const [isRemoving, setRemoving] = useState(false)
  const signOut = (): void =>
    void send<{ ended: number }>('DELETE', `users/${user.id}/sessions`).then(
      ({ ended }) => tell({ tone: 'good', text: SETTINGS.ended(ended) }),
      tellFailure,
    )
  const remove = (): void =>
    void send('DELETE', `users/${user.id}`).then(() => {
      tell({ tone: 'good', text: SETTINGS.removed })
      return askAgain(['configuration'])
    }, tellFailure)
  const invite = (): void =>
    void send<WireInvitedUser>('POST', `users/${user.id}/invitation`).then(onInvited, tellFailure)
  return (
    <li className="row user-row">
      <div className="what">
        <button type="button" className="plain title" onClick={onChange}>
          {user.displayName}
        </button>
        <About user={user} />
      </div>
      <span className="marks">
        <Mark tone={user.role === 'admin' ? 'wait' : 'calm'}>
          {say(codeWords('role', user.role))}
        </Mark>
        {user.isDisabled && <Mark tone="bad">{say(SETTINGS.disabled)}</Mark>}
      </span>
      <div className="buttons">
        <button type="button" className="small" onClick={onChange}>
          {say(SETTINGS.change)}
        </button>
        <button type="button" className="small" onClick={invite}>
          {say(SETTINGS.again)}
        </button>
        <button type="button" className="small" onClick={signOut}>
          {say(SETTINGS.signOutUser)}
        </button>
        <button type="button" className="small" onClick={() => setRemoving(true)}>
          {say(SETTINGS.remove)}
        </button>
      </div>
      {isRemoving && (
        <Confirm
          title={say(SETTINGS.removeUser(user.displayName))}
          text={say(SETTINGS.removeUserMore)}
          action={say(SETTINGS.remove)}
          onClose={() => setRemoving(false)}
          onConfirm={() => {
            setRemoving(false)
            remove()
          }}
        />
      )}
    </li>
  )
}

function About({ user }: { readonly user: WireUser }) {
  const { say, list } = useSpeech()
  const { name, contact, signsInBy, createdAt } = user
  const by = list(signsInBy.map((way) => say(codeWords('signsInBy', way))))
  return (
    <span className="under">
      {name} · {by === '' ? say(SETTINGS.notYet) : `${say(SETTINGS.signsInBy)} ${by}`}
      {contact !== undefined && ` · ${say(SETTINGS.contact)} ${contact}`} · <Day at={createdAt} />
    </span>
  )
}
