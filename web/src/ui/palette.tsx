import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useState } from 'react'
import type { WireAlert } from '../../../src/api/wire.ts'
import { useAnswer } from '../api/queries.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'
import { Dialog } from './dialog.tsx'
import { GROUPS } from './map.ts'
import { Severity } from './signs.tsx'

type Choice = {
  readonly key: string
  readonly text: string
  readonly severity?: string
  go(): void
}

/** Finds a page by its name, or an alert by its words. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const { say } = useSpeech()
  const [text, setText] = useState('')
  const [place, setPlace] = useState(0)
  const choices = useChoices(text)
  const chosen = Math.min(place, choices.length - 1)
  const take = (choice: Choice | undefined): void => {
    if (!choice) return
    onClose()
    choice.go()
  }
  const pressed = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) setPlace(Math.max(0, Math.min(choices.length - 1, chosen + step)))
    else if (event.key === 'Enter') take(choices[chosen])
    else return
    event.preventDefault()
  }
  return (
    <Dialog title={say(MAP.find)} onClose={onClose} className="palette">
      <input
        type="search"
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-choices"
        aria-activedescendant={choices[chosen] ? `palette-${chosen}` : undefined}
        aria-label={say(MAP.find)}
        value={text}
        onKeyDown={pressed}
        onChange={(event) => {
          setText(event.target.value)
          setPlace(0)
        }}
      />
      <div id="palette-choices" role="listbox" aria-label={say(MAP.pages)} className="choices-list">
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys.
          <div
            key={choice.key}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onClick={() => take(choice)}
          >
            {choice.severity && <Severity severity={choice.severity} isShort />} {choice.text}
          </div>
        ))}
      </div>
    </Dialog>
  )
}

function useChoices(text: string): readonly Choice[] {
  const { say, language } = useSpeech()
  const navigate = useNavigate()
  const wanted = text.trim().toLowerCase()
  const alerts = useAnswer<{ alerts: readonly WireAlert[] }>(
    'alerts',
    `alerts?${new URLSearchParams({ state: 'firing,acknowledged', text: wanted, limit: '8' })}`,
    { isWanted: wanted.length > 1 },
  )
  const places = GROUPS.flatMap(({ places: all }) => all)
    .filter(({ name }) => `${name.en} ${name.zh}`.toLowerCase().includes(wanted))
    .map(({ to, name }): Choice => ({ key: to, text: say(name), go: () => void navigate({ to }) }))
  const found = wanted.length > 1 ? (alerts.data?.alerts ?? []) : []
  return [
    ...places,
    ...found.map(
      ({ id, title, severity }): Choice => ({
        key: id,
        text: title[language],
        severity,
        go: () => void navigate({ to: '/alerts/$id', params: { id } }),
      }),
    ),
  ]
}
