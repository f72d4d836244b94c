import { type SubmitEvent, useState } from 'react'
import type { WireContactDetails } from '../../../src/api/wire-configuration.ts'
import { useAnswer } from '../api/queries.ts'
import { ALERT } from '../words/alert.ts'
import { COMMON } from '../words/common.ts'
import { useSay } from '../words/language.tsx'
import { Dialog } from './dialog.tsx'
import { Field } from './parts.tsx'

/** Whom of the contacts and groups it is given to. */
export function AssignDialog({
  onClose,
  onAssign,
}: {
  readonly onClose: () => void
  readonly onAssign: (to: string) => void
}) {
  const say = useSay()
  const [to, setTo] = useState('')
  const known = useAnswer<{
    contacts: readonly WireContactDetails[]
    groups: readonly { readonly id: string }[]
  }>('configuration', 'contacts')
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (to !== '') onAssign(to)
  }
  return (
    <Dialog title={say(ALERT.assignTitle)} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Field label={say(ALERT.to)}>
          <select required value={to} onChange={(event) => setTo(event.target.value)}>
            <option value="" />
            {known.data?.contacts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            {known.data?.groups.map(({ id }) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
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
