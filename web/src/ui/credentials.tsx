import { type ReactNode, type SubmitEvent, useState } from 'react'
import { Problem } from '../api/client.ts'
import { useSay } from '../words/language.tsx'
import { type Phrase, plain } from '../words/phrase.ts'
import { SIGN_IN } from '../words/sign-in.ts'
import { Field } from './parts.tsx'

type Given = { readonly name: string; readonly password: string }

type CredentialsProps = {
  /** What stands above the fields, and between them. */
  readonly head: ReactNode
  readonly between?: ReactNode
  /** A name that cannot be chosen. */
  readonly name?: string | undefined
  /** What a browser's keeper of passwords is told: whether this one is known, or made now. */
  readonly password: 'current-password' | 'new-password'
  readonly submit: Phrase
  /** What it throws as a Problem is shown below the fields. */
  readonly onSubmit: (given: Given) => Promise<void>
}

/** A form that asks for a name and a password. */
export function Credentials({ head, between, password: kind, ...props }: CredentialsProps) {
  const say = useSay()
  const [name, setName] = useState(props.name ?? '')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<Phrase>()
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    try {
      await props.onSubmit({ name, password })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setProblem(whyNot(error))
    }
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      {head}
      <Field label={say(SIGN_IN.name)}>
        <input
          required
          autoComplete="username"
          readOnly={props.name !== undefined}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </Field>
      {between}
      <Field
        label={say(SIGN_IN.password)}
        {...(kind === 'new-password' ? { hint: say(SIGN_IN.newPasswordHint) } : {})}
      >
        <input
          type="password"
          required
          autoComplete={kind}
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
      </Field>
      {problem && (
        <p className="banner bad" role="alert">
          {say(problem)}
        </p>
      )}
      <button type="submit" className="primary">
        {say(props.submit)}
      </button>
    </form>
  )
}

/** What the hub refuses here again and again, in the reader's language; anything else in its own words. */
function whyNot({ status, message }: Problem): Phrase {
  if (status === 401) return SIGN_IN.wrong
  if (status === 404) return SIGN_IN.noInvitation
  return status === 429 ? SIGN_IN.tooOften : plain(message)
}
