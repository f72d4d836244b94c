import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { WireApiToken, WireRole } from '../../../src/api/wire-identity.ts'
import { tellFailure } from '../api/answers.tsx'
import { send } from '../api/client.ts'
import { askAgain, useAnswer } from '../api/queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form } from '../ui/form.tsx'
import { Answered, Code, Empty, Field } from '../ui/parts.tsx'
import { ForAdministrators, SettingsPage } from '../ui/settings-page.tsx'
import { Mark } from '../ui/signs.tsx'
import { Clock, Day, useNowInSteps } from '../ui/time.tsx'
import { tell } from '../ui/toast.tsx'
import { RoleField } from '../ui/user-dialogs.tsx'
import { codeWords } from '../words/codes.ts'
import { COMMON } from '../words/common.ts'
import { useSay } from '../words/language.tsx'
import { SETTINGS } from '../words/settings.ts'

const DAY_MS = 86_400_000
const ENDS = ['30', '90', '365', 'never'] as const
const NEW = 'new'

type Made = { readonly name: string; readonly token: string }

/** The credentials of programs: made, shown once, and revoked. */
export function ApiTokens() {
  const say = useSay()
  const navigate = useNavigate()
  const { open } = useSearch({ from: '/settings/tokens' })
  const [made, setMade] = useState<Made>()
  const show = (next: string | undefined): void =>
    void navigate({ to: '/settings/tokens', search: next === undefined ? {} : { open: next } })
  return (
    <SettingsPage
      about={say(SETTINGS.noTokensMore)}
      tools={
        <button type="button" className="primary" onClick={() => show(NEW)}>
          {say(SETTINGS.newToken)}
        </button>
      }
    >
      <ForAdministrators>
        <List />
        {open === NEW && (
          <NewToken
            onClose={() => show(undefined)}
            onMade={(one) => {
              show(undefined)
              setMade(one)
            }}
          />
        )}
        {made && (
          <Dialog title={say(SETTINGS.tokenMade(made.name))} onClose={() => setMade(undefined)}>
            <p>{say(SETTINGS.tokenMadeMore)}</p>
            <Code text={made.token} />
            <div className="buttons">
              <button type="button" onClick={() => setMade(undefined)}>
                {say(COMMON.close)}
              </button>
            </div>
          </Dialog>
        )}
      </ForAdministrators>
    </SettingsPage>
  )
}

function List() {
  const tokens = useAnswer<{ tokens: readonly WireApiToken[] }>('configuration', 'tokens')
  return (
    <Answered answer={tokens}>
      {(known) =>
        known.tokens.length === 0 ? (
          <Empty title={SETTINGS.noTokens} />
        ) : (
          <ul className="rows">
            {known.tokens.map((token) => (
              <Row key={token.id} token={token} />
            ))}
          </ul>
        )
      }
    </Answered>
  )
}

function Row({ token }: { readonly token: WireApiToken }) {
  const say = useSay()
  const now = useNowInSteps(60_000)
  const [isRevoking, setRevoking] = useState(false)
  const { id, name, role, createdBy, createdAt, expiresAt, usedAt } = token
  const isOver = expiresAt !== undefined && Date.parse(expiresAt) <= now
  const revoke = (): void =>
    void send('DELETE', `tokens/${id}`).then(() => {
      tell({ tone: 'good', text: SETTINGS.revoked })
      return askAgain(['configuration'])
    }, tellFailure)
  return (
    <li className="row user-row">
      <div className="what">
        <strong>{name}</strong>
        <span className="under">
          {say(SETTINGS.made)} <Day at={createdAt} /> {say(COMMON.by)} {createdBy} ·{' '}
          {usedAt === undefined ? (
            say(SETTINGS.neverUsed)
          ) : (
            <>
              {say(SETTINGS.lastUsed)} <Clock at={usedAt} />
            </>
          )}
          {' · '}
          {expiresAt === undefined ? (
            say(SETTINGS.noEnd)
          ) : (
            <>
              {say(isOver ? SETTINGS.over : SETTINGS.endsAt)} <Day at={expiresAt} />
            </>
          )}
        </span>
      </div>
      <span className="marks">
        <Mark tone={role === 'admin' ? 'wait' : 'calm'}>{say(codeWords('role', role))}</Mark>
        {isOver && <Mark tone="bad">{say(SETTINGS.over)}</Mark>}
      </span>
      <div className="buttons">
        <button type="button" className="small" onClick={() => setRevoking(true)}>
          {say(SETTINGS.revoke)}
        </button>
      </div>
      {isRevoking && (
        <Confirm
          title={say(SETTINGS.revokeAsk(name))}
          text={say(SETTINGS.revokeMore)}
          action={say(SETTINGS.revoke)}
          onClose={() => setRevoking(false)}
          onConfirm={() => {
            setRevoking(false)
            revoke()
          }}
        />
      )}
    </li>
  )
}

function NewToken({
  onMade,
  onClose,
}: {
  readonly onMade: (made: Made) => void
  readonly onClose: () => void
}) {
  const say = useSay()
  const [name, setName] = useState('')
  const [role, setRole] = useState<WireRole>('viewer')
  const [days, setDays] = useState<(typeof ENDS)[number]>('90')
  const make = async (): Promise<void> => {
    const end = days === 'never' ? undefined : Date.now() + Number(days) * DAY_MS
    const expiresAt = end === undefined ? {} : { expiresAt: new Date(end).toISOString() }
    onMade(await send<Made>('POST', 'tokens', { name, role, ...expiresAt }))
    await askAgain(['configuration'])
  }
  return (
    <Dialog title={say(SETTINGS.newToken)} onClose={onClose}>
      <Form submit={SETTINGS.newToken} onSubmit={make} onCancel={onClose}>
        <Field label={say(SETTINGS.tokenName)} hint={say(SETTINGS.tokenNameHint)}>
          <input
            required
            maxLength={100}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </Field>
        <RoleField role={role} onRole={setRole} />
        <Field label={say(SETTINGS.ends)}>
          <select
            value={days}
            onChange={({ target }) => setDays(ENDS.find((one) => one === target.value) ?? '90')}
          >
            {ENDS.map((one) => (
              <option key={one} value={one}>
                {say(SETTINGS.endsIn[one])}
              </option>
            ))}
          </select>
        </Field>
      </Form>
    </Dialog>
  )
}
