import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { Problem, send } from '../api/client.ts'
import { queryClient } from '../api/queries.ts'
import { useSay } from '../words/language.tsx'
import { SIGN_IN } from '../words/sign-in.ts'
import { Answered, Field } from './parts.tsx'

type Invited = { readonly isFirst: boolean; readonly name?: string; readonly displayName?: string }

/** Where an invitation leads: a name and a password, and whoever was invited is signed in. */
export function Invitation({ code }: { readonly code: string }) {
  const invited = useQuery({
    queryKey: ['nothing', 'invitation', code],
    queryFn: () => send<Invited>('POST', 'invitation', { code }),
    retry: false,
  })
  return (
    <main className="sign-in">
      <Answered answer={invited}>{(found) => <Accept code={code} invited={found} />}</Answered>
    </main>
  )
}

function Accept({ code, invited }: { readonly code: string; readonly invited: Invited }) {
  const say = useSay()
  const navigate = useNavigate()
  const [name, setName] = useState(invited.name ?? '')
  const [displayName, setDisplayName] = useState(invited.displayName ?? '')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string>()
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    try {
      await send('POST', 'invitation/accept', { code, name, displayName, password })
      await queryClient.invalidateQueries()
      await navigate({ to: '/', replace: true })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setProblem(error.message)
    }
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <h1>{say(SIGN_IN.welcome)}</h1>
      <p>{say(invited.isFirst ? SIGN_IN.first : SIGN_IN.invited)}</p>
      <Field label={say(SIGN_IN.name)}>
        <input
          required
          autoComplete="username"
          readOnly={invited.name !== undefined}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </Field>
      {invited.isFirst && (
        <Field label={say(SIGN_IN.displayName)}>
          <input value={displayName} onChange={({ target }) => setDisplayName(target.value)} />
        </Field>
      )}
      <Field label={say(SIGN_IN.password)}>
        <input
          type="password"
          required
          autoComplete="new-password"
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
      </Field>
      {problem && (
        <p className="banner bad" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="primary">
        {say(SIGN_IN.accept)}
      </button>
    </form>
  )
}
