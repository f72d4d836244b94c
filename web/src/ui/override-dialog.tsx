import { type SubmitEvent, useState } from 'react'
import type { WireContactDetails } from '../../../src/api/wire-configuration.ts'
import { tellFailure } from '../api/answers.tsx'
import { send } from '../api/client.ts'
import { useAnswer } from '../api/queries.ts'
import { remember, remembered } from '../util/remembered.ts'
import { fieldTime } from '../util/time.ts'
import { COMMON } from '../words/common.ts'
import { useSay } from '../words/language.tsx'
import { PEOPLE } from '../words/people.ts'
import { Dialog } from './dialog.tsx'
import { Field } from './parts.tsx'
import { tell } from './toast.tsx'

const LENGTH_MS = 8 * 60 * 60_000

/** Puts somebody on call for a while, before all layers. */
export function OverrideDialog({
  schedule,
  onClose,
}: {
  readonly schedule: string
  readonly onClose: () => void
}) {
  const say = useSay()
  const [contact, setContact] = useState('')
  const [from, setFrom] = useState(() => fieldTime(Date.now()))
  const [until, setUntil] = useState(() => fieldTime(Date.now() + LENGTH_MS))
  const [by, setBy] = useState(remembered('name') ?? '')
  const known = useAnswer<{ contacts: readonly WireContactDetails[] }>('configuration', 'contacts')
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    remember('name', by)
    const body = {
      contact,
      createdBy: by,
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
    }
    send('POST', `schedules/${encodeURIComponent(schedule)}/overrides`, body).then(() => {
      tell({ tone: 'good', text: PEOPLE.saved })
      onClose()
    }, tellFailure)
  }
  return (
    <Dialog title={say(PEOPLE.override)} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Field label={say(PEOPLE.who)}>
          <select required value={contact} onChange={({ target }) => setContact(target.value)}>
            <option value="" />
            {known.data?.contacts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value="nobody">{say(COMMON.nobody)}</option>
          </select>
        </Field>
        <Field label={say(PEOPLE.from)}>
          <input
            type="datetime-local"
            required
            value={from}
            onChange={({ target }) => setFrom(target.value)}
          />
        </Field>
        <Field label={say(PEOPLE.until)}>
          <input
            type="datetime-local"
            required
            value={until}
            onChange={({ target }) => setUntil(target.value)}
          />
        </Field>
        <Field label={say(COMMON.yourName)}>
          <input
            required
            maxLength={60}
            value={by}
            onChange={({ target }) => setBy(target.value)}
          />
        </Field>
        <div className="buttons">
          <button type="submit" className="primary">
            {say(PEOPLE.save)}
          </button>
          <button type="button" onClick={onClose}>
            {say(COMMON.cancel)}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
