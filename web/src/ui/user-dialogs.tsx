import { useState } from 'react'
import type { WireContactDetails } from '../../../src/api/wire-configuration.ts'
import type { WireInvitedUser, WireRole, WireUser } from '../../../src/api/wire-identity.ts'
import { send } from '../api/client.ts'
import { askAgain, useAnswer } from '../api/queries.ts'
import { codeWords } from '../words/codes.ts'
import { COMMON } from '../words/common.ts'
import { useSay } from '../words/language.tsx'
import { SETTINGS } from '../words/settings.ts'
import { SIGN_IN } from '../words/sign-in.ts'
import { Dialog } from './dialog.tsx'
import { Form } from './form.tsx'
import { Code, Field } from './parts.tsx'
import { tell } from './toast.tsx'

/** Adds somebody, and gives the link with which they set a password. */
export function InviteDialog({
  onInvited,
  onClose,
}: {
  readonly onInvited: (invited: WireInvitedUser) => void
  readonly onClose: () => void
}) {
  const say = useSay()
  const [name, setName] = useState('')
  const [displayName, setDisplayName] = useState('')
  const [role, setRole] = useState<WireRole>('responder')
  const [contact, setContact] = useState('')
  const invite = async (): Promise<void> => {
    const more = { ...(displayName && { displayName }), ...(contact && { contact }) }
    onInvited(await send<WireInvitedUser>('POST', 'users', { name, role, ...more }))
    await askAgain(['configuration'])
  }
  return (
    <Dialog title={say(SETTINGS.invite)} onClose={onClose}>
      <Form submit={SETTINGS.inviteDo} onSubmit={invite} onCancel={onClose}>
        <p className="muted">{say(SETTINGS.inviteMore)}</p>
        <Field label={say(SIGN_IN.name)}>
          <input required value={name} onChange={({ target }) => setName(target.value)} />
        </Field>
        <NameField name={displayName} onName={setDisplayName} />
        <RoleField role={role} onRole={setRole} />
        <ContactField contact={contact} onContact={setContact} />
      </Form>
    </Dialog>
  )
}

/** Changes what somebody may do, and whether they may sign in at all. */
export function UserDialog({
  user,
  onClose,
}: {
  readonly user: WireUser
  readonly onClose: () => void
}) {
  const say = useSay()
  const [displayName, setDisplayName] = useState(user.displayName)
  const [role, setRole] = useState(user.role)
  const [contact, setContact] = useState(user.contact ?? '')
  const [isDisabled, setDisabled] = useState(user.isDisabled)
  const save = async (): Promise<void> => {
    await send('PUT', `users/${user.id}`, { displayName, role, isDisabled, contact })
    await askAgain(['configuration'])
    tell({ tone: 'good', text: SETTINGS.saved })
    onClose()
  }
  return (
    <Dialog title={say(SETTINGS.changeTitle(user.displayName))} onClose={onClose}>
      <Form submit={SETTINGS.save} onSubmit={save} onCancel={onClose}>
        <NameField name={displayName} onName={setDisplayName} />
        <RoleField role={role} onRole={setRole} />
        <ContactField contact={contact} onContact={setContact} />
        <label className="check">
          <input
            type="checkbox"
            checked={isDisabled}
            onChange={({ target }) => setDisabled(target.checked)}
          />
          {say(SETTINGS.disable)}
        </label>
      </Form>
    </Dialog>
  )
}

/** A link for somebody, shown once. */
export function InvitationDialog({
  invited: { user, invitation },
  onClose,
}: {
  readonly invited: WireInvitedUser
  readonly onClose: () => void
}) {
  const say = useSay()
  // A hub that does not know its own address is reached at this one.
  const own = location.href.replace(/#.*$/, '').replace(/\/$/, '')
  return (
    <Dialog title={say(SETTINGS.linkFor(user.displayName))} onClose={onClose}>
      <p>{say(SETTINGS.linkMore)}</p>
      <Code text={invitation.url ?? own + invitation.path} />
      <div className="buttons">
        <button type="button" onClick={onClose}>
          {say(COMMON.close)}
        </button>
      </div>
    </Dialog>
  )
}

function NameField({
  name,
  onName,
}: {
  readonly name: string
  readonly onName: (name: string) => void
}) {
  return (
    <Field label={useSay()(SETTINGS.displayName)}>
      <input value={name} maxLength={100} onChange={({ target }) => onName(target.value)} />
    </Field>
  )
}

const ROLES = ['viewer', 'responder', 'editor', 'admin'] as const

/** A role, with what it may. */
export function RoleField({
  role,
  onRole,
}: {
  readonly role: WireRole
  readonly onRole: (role: WireRole) => void
}) {
  const say = useSay()
  return (
    <Field label={say(SETTINGS.role)} hint={say(SETTINGS.may[role])}>
      <select
        value={role}
        onChange={({ target }) => onRole(ROLES.find((one) => one === target.value) ?? 'viewer')}
      >
        {ROLES.map((one) => (
          <option key={one} value={one}>
            {say(codeWords('role', one))}
          </option>
        ))}
      </select>
    </Field>
  )
}

function ContactField({
  contact,
  onContact,
}: {
  readonly contact: string
  readonly onContact: (contact: string) => void
}) {
  const say = useSay()
  const known = useAnswer<{ contacts: readonly WireContactDetails[] }>('configuration', 'contacts')
  const ids = new Set(known.data?.contacts.map(({ id }) => id))
  return (
    <Field label={say(SETTINGS.contact)}>
      <select value={contact} onChange={({ target }) => onContact(target.value)}>
        <option value="">{say(SETTINGS.noContact)}</option>
        {contact !== '' && !ids.has(contact) && <option value={contact}>{contact}</option>}
        {known.data?.contacts.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  )
}
