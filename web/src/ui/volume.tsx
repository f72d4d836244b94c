import { useQuery } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import type { WireVolume } from '../../../src/api/wire-story.ts'
import { send } from '../api/client.ts'
import { useSpeech } from '../words/language.tsx'
import { PEOPLE } from '../words/people.ts'
import { ConditionBuilder } from './condition-builder.tsx'
import { Failure, Field } from './parts.tsx'
import { Severity } from './signs.tsx'
import { Clock } from './time.tsx'

/** What a policy would have caught and sent in the last week, if it were the only one. */
export function Volume({ policy }: { readonly policy: object | string }) {
  const { say, language, number } = useSpeech()
  const volume = useQuery({
    queryKey: ['nothing', 'volume', policy],
    queryFn: () => send<WireVolume>('POST', 'preview/policy', { policy }),
    retry: false,
  })
  if (volume.error) return <Failure error={volume.error} />
  if (!volume.data) return <p className="muted">{say(PEOPLE.volumeBusy)}</p>
  const { sentence, chats, examples } = volume.data
  return (
    <div className="volume" role="status">
      <p>{sentence[language]}</p>
      <ul className="lines">
        {chats.map(({ contact, channel, messages }) => (
          <li key={`${contact} ${channel}`}>
            <strong>{contact}</strong> {number(messages)}
          </li>
        ))}
      </ul>
      {examples.length > 0 && <h3>{say(PEOPLE.examples)}</h3>}
      <ul className="lines">
        {examples.slice(0, 5).map(({ id, at, severity, title }) => (
          <li key={id}>
            <Severity severity={severity} isShort /> <Clock at={at} /> {title[language]}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Any policy, before it is written into the file. */
export function VolumeForm() {
  const { say } = useSpeech()
  const [text, setText] = useState('match: [\'severity="critical"\']\nnotify: []')
  const [asked, setAsked] = useState<string>()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    setAsked(text)
  }
  return (
    <form className="stack" onSubmit={submit}>
      <div className="side-by-side">
        <ConditionBuilder onText={setText} />
        <Field label={say(PEOPLE.ownPolicy)} hint={say(PEOPLE.ownPolicyHint)}>
          <textarea rows={9} value={text} onChange={({ target }) => setText(target.value)} />
        </Field>
      </div>
      <button type="submit">{say(PEOPLE.count)}</button>
      {asked !== undefined && <Volume key={asked} policy={asked} />}
    </form>
  )
}
