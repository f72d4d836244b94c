import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Problem, send } from '../api/client.ts'
import { queryClient } from '../api/queries.ts'
import { useSay } from '../words/language.tsx'
import { SIGN_IN } from '../words/sign-in.ts'
import { Credentials } from './credentials.tsx'
import { Answered, Field } from './parts.tsx'

type Invited = { readonly isFirst: boolean; readonly name?: string; readonly displayName?: string }

/** Where an invitation leads: a name and a password, and whoever was invited is signed in. */
export function Invitation({ code }: { readonly code: string }) {
  const say = useSay()
  const invited = useQuery({
    queryKey: ['nothing', 'invitation', code],
    queryFn: () => send<Invited>('POST', 'invitation', { code }),
    retry: false,
  })
  return (
    <main className="sign-in">
      {invited.error instanceof Problem && invited.error.status === 404 ? (
        <>
          <h1>{say(SIGN_IN.welcome)}</h1>
          <p className="banner bad" role="alert">
            {say(SIGN_IN.noInvitation)}
          </p>
          <a className="button" href="#/">
            {say(SIGN_IN.title)}
          </a>
        </>
      ) : (
        <Answered answer={invited}>{(found) => <Accept code={code} invited={found} />}</Answered>
      )}
    </main>
  )
}

function Accept({ code, invited }: { readonly code: string; readonly invited: Invited }) {
  const say = useSay()
  const navigate = useNavigate()
  const [displayName, setDisplayName] = useState(invited.displayName ?? '')
  return (
    <Credentials
      head={
        <>
          <h1>{say(SIGN_IN.welcome)}</h1>
          <p>{say(invited.isFirst ? SIGN_IN.first : SIGN_IN.invited)}</p>
        </>
      }
      between={
        invited.isFirst && (
          <Field label={say(SIGN_IN.displayName)}>
            <input value={displayName} onChange={({ target }) => setDisplayName(target.value)} />
          </Field>
        )
      }
      name={invited.name}
      password="new-password"
      submit={SIGN_IN.accept}
      onSubmit={async (given) => {
        await send('POST', 'invitation/accept', { code, displayName, ...given })
        // All but the invitation, which is used up and would be refused now.
        await queryClient.invalidateQueries({
          predicate: ({ queryKey }) => queryKey[0] !== 'nothing',
        })
        await navigate({ to: '/', replace: true })
      }}
    />
  )
}
