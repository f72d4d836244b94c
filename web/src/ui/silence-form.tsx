import { type SubmitEvent, useState } from 'react'
import type { WireMutePreview } from '../../../src/api/wire.ts'
import { tellFailure } from '../api/answers.tsx'
import { send } from '../api/client.ts'
import { remember, remembered } from '../util/remembered.ts'
import { COMMON } from '../words/common.ts'
import { useSpeech } from '../words/language.tsx'
import { RULES } from '../words/rules.ts'
import { Field } from './parts.tsx'
import { Severity } from './signs.tsx'
import { tell } from './toast.tsx'

/** A silence or a maintenance, with a look at what it would hold before it does. */
export function SilenceForm({ match }: { readonly match: string }) {
  const { say, number, language } = useSpeech()
  const [text, setText] = useState(match)
  const [hours, setHours] = useState('1')
  const [kind, setKind] = useState('silence')
  const [by, setBy] = useState(remembered('name') ?? '')
  const [comment, setComment] = useState('')
  const [preview, setPreview] = useState<WireMutePreview>()
  const matchers = text.split('\n').filter((line) => line.trim() !== '')
  const look = (): void => {
    send<WireMutePreview>('POST', `preview/${kind}`, { matchers }).then(setPreview, tellFailure)
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    remember('name', by)
    const durationSeconds = Math.round(Number(hours) * 3600)
    send('POST', 'silences', { matchers, durationSeconds, kind, createdBy: by, comment }).then(
      () => {
        tell({ tone: 'good', text: RULES.made })
        setText('')
        setPreview(undefined)
      },
      tellFailure,
    )
  }
  return (
    <form className="stack" onSubmit={submit}>
      <Field label={say(RULES.matchers)} hint={say(RULES.matchersHint)}>
        <textarea required rows={4} value={text} onChange={({ target }) => setText(target.value)} />
      </Field>
      <div className="inline-fields">
        <Field label={say(RULES.hours)}>
          <input
            type="number"
            required
            min="0.1"
            max="8784"
            step="any"
            value={hours}
            onChange={({ target }) => setHours(target.value)}
          />
        </Field>
        <Field label={say(RULES.kind)}>
          <select value={kind} onChange={({ target }) => setKind(target.value)}>
            <option value="silence">{say(RULES.silence)}</option>
            <option value="maintenance">{say(RULES.maintenance)}</option>
          </select>
        </Field>
      </div>
      <Field label={say(COMMON.yourName)}>
        <input required maxLength={60} value={by} onChange={({ target }) => setBy(target.value)} />
      </Field>
      <Field label={say(COMMON.comment)}>
        <input
          maxLength={500}
          value={comment}
          onChange={({ target }) => setComment(target.value)}
        />
      </Field>
      {preview && (
        <div className="volume" role="status">
          <p>{say(RULES.held(number(preview.now.count), number(preview.past.count)))}</p>
          <ul className="lines">
            {preview.now.alerts.slice(0, 5).map(({ id, severity, title }) => (
              <li key={id}>
                <Severity severity={severity} isShort /> {title[language]}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="buttons">
        <button type="submit" className="primary">
          {say(RULES.make)}
        </button>
        <button type="button" onClick={look} disabled={matchers.length === 0}>
          {say(RULES.preview)}
        </button>
      </div>
    </form>
  )
}
