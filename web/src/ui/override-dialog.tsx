import { useState } from 'react'
import type { WireContactDetails } from '../../../src/api/wire-configuration.ts'
import { send } from '../api/client.ts'
import { useAnswer } from '../api/queries.ts'
import { remember, remembered } from '../util/remembered.ts'
import { fieldTime } from '../util/time.ts'
import type { TimePick } from '../util/time-pick.ts'
import { COMMON } from '../words/common.ts'
import { useSay } from '../words/language.tsx'
import { PEOPLE } from '../words/people.ts'
import { Dialog } from './dialog.tsx'
import { Form } from './form.tsx'
import { Field } from './parts.tsx'
import { useMe } from './sign-in.tsx'
import { tell } from './toast.tsx'

/** Puts somebody on call for a while, before all layers. */
export function OverrideDialog({
  schedule,
  pick,
  onClose,
}: {
  readonly schedule: string
  /** The time that was chosen already. */
  readonly pick: TimePick
  readonly onClose: () => void
}) {
  const say = useSay()
  const me = useMe()
  // Who has signed in speaks in their own name: the hub puts it in.
  const own = me.data?.caller?.kind === 'user' ? me.data.caller.name : undefined
  const [contact, setContact] = useState(me.data?.caller?.contact ?? '')
  const [from, setFrom] = useState(() => fieldTime(pick.from))
  const [until, setUntil] = useState(() => fieldTime(pick.until))
  const [by, setBy] = useState(remembered('name') ?? '')
  const known = useAnswer<{ contacts: readonly WireContactDetails[] }>('configuration', 'contacts')
  const save = async (): Promise<void> => {
    if (own === undefined) remember('name', by)
    await send('POST', `schedules/${encodeURIComponent(schedule)}/overrides`, {
      contact,
      createdBy: own ?? by,
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
    })
    tell({ tone: 'good', text: PEOPLE.saved })
    onClose()
  }
  return (
    <Dialog title={say(PEOPLE.override)} onClose={onClose}>
      <Form submit={PEOPLE.save} onSubmit={save} onCancel={onClose}>
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
        <TimeField label={say(PEOPLE.from)} time={from} onTime={setFrom} />
        <TimeField label={say(PEOPLE.until)} time={until} onTime={setUntil} />
        {own === undefined && (
          <Field label={say(COMMON.yourName)}>
            <input
              required
              maxLength={60}
              value={by}
              onChange={({ target }) => setBy(target.value)}
            />
          </Field>
        )}
      </Form>
    </Dialog>
  )
}

function TimeField({
  label,
  time,
  onTime,
}: {
  readonly label: string
  readonly time: string
  readonly onTime: (time: string) => void
}) {
  return (
    <Field label={label}>
      <input
        type="datetime-local"
        required
        value={time}
        onChange={({ target }) => onTime(target.value)}
      />
    </Field>
  )
}
