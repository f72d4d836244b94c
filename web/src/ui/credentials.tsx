import { type ReactNode, useState } from 'react'
import type { Problem } from '../api/client.ts'
import { useSay } from '../words/language.tsx'
import { type Phrase, plain } from '../words/phrase.ts'
import { SIGN_IN } from '../words/sign-in.ts'
import { Form } from './form.tsx'
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
  return (
    <Form
      submit={props.submit}
      onSubmit={() => props.onSubmit({ name, password })}
      explain={whyNot}
    >
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
      <PasswordField
        label={SIGN_IN.password}
        kind={kind}
        password={password}
        onPassword={setPassword}
      />
    </Form>
  )
}

/** A field for a password; whoever makes a new one reads what is asked of it. */
export function PasswordField({
  label,
  kind,
  password,
  onPassword,
}: {
  readonly label: Phrase
  readonly kind: CredentialsProps['password']
  readonly password: string
  readonly onPassword: (password: string) => void
}) {
  const say = useSay()
  return (
    <Field
      label={say(label)}
      {...(kind === 'new-password' ? { hint: say(SIGN_IN.newPasswordHint) } : {})}
    >
      <input
        type="password"
        required
        autoComplete={kind}
        value={password}
        onChange={({ target }) => onPassword(target.value)}
      />
    </Field>
  )
}

/** What the hub refuses here again and again, in the reader's language; anything else in its own words. */
function whyNot({ status, message }: Problem): Phrase {
  if (status === 401) return SIGN_IN.wrong
  if (status === 404) return SIGN_IN.noInvitation
  return status === 429 ? SIGN_IN.tooOften : plain(message)
}
