import { type SubmitEvent, useState } from 'react'
import { remember, remembered } from '../util/remembered.ts'
import { COMMON } from '../words/common.ts'
import { useSay } from '../words/language.tsx'
import { Dialog } from './dialog.tsx'
import { Field } from './parts.tsx'

/** Asks once who is answering. */
export function NameDialog({
  onClose,
  onNamed,
}: {
  readonly onClose: () => void
  readonly onNamed: (name: string) => void
}) {
  const say = useSay()
  const [name, setName] = useState(remembered('name') ?? '')
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const given = name.trim()
    if (given === '') return
    remember('name', given)
    onNamed(given)
  }
  return (
    <Dialog title={say(COMMON.whoAreYou)} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Field label={say(COMMON.yourName)} hint={say(COMMON.yourNameMore)}>
          <input
            autoFocus
            required
            maxLength={60}
            autoComplete="nickname"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <div className="buttons">
          <button type="submit" className="primary">
            {say(COMMON.goOn)}
          </button>
          <button type="button" onClick={onClose}>
            {say(COMMON.cancel)}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
