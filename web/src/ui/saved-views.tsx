import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { forgetView, isSameFilter, savedViews, saveView, type View } from '../util/views.ts'
import { ALERTS } from '../words/alerts.ts'
import { useSpeech } from '../words/language.tsx'
import { Dialog } from './dialog.tsx'
import { type Filter, useFound } from './facets.tsx'
import { Form } from './form.tsx'
import { Field } from './parts.tsx'

/** Filters under names that this browser keeps; the address of each has all of it, so that it can be sent to others. */
export function SavedViews({ filter }: { readonly filter: Filter }) {
  const { say } = useSpeech()
  const [views, setViews] = useState(savedViews)
  const [isNaming, setNaming] = useState(false)
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const isKnown = views.some((view) => isSameFilter(view.filter, filter))
  if (views.length === 0 && !isFiltered) return null
  return (
    <div className="views">
      {views.length > 0 && (
        <ul className="facet" aria-label={say(ALERTS.views)}>
          {views.map((view) => (
            <SavedView
              key={view.name}
              view={view}
              isCurrent={isSameFilter(view.filter, filter)}
              onForget={() => setViews(forgetView(view.name))}
            />
          ))}
        </ul>
      )}
      {isFiltered && !isKnown && (
        <button type="button" className="plain small" onClick={() => setNaming(true)}>
          {say(ALERTS.saveView)}
        </button>
      )}
      {isNaming && (
        <NameView
          onClose={() => setNaming(false)}
          onName={(name) => {
            setNaming(false)
            setViews(saveView({ name, filter: { ...filter } }))
          }}
        />
      )}
    </div>
  )
}

function SavedView({
  view: { name, filter },
  isCurrent,
  onForget,
}: {
  readonly view: View
  readonly isCurrent: boolean
  readonly onForget: () => void
}) {
  const { say, number } = useSpeech()
  const found = useFound(filter)
  return (
    <li className="view">
      <Link
        to="/alerts"
        search={{ ...filter, view: name }}
        className="chip"
        aria-current={isCurrent ? 'page' : undefined}
      >
        {name}
        {found !== undefined && <span className="chip-count">{number(found)}</span>}
      </Link>
      {isCurrent && (
        <button
          type="button"
          className="plain small"
          aria-label={say(ALERTS.forgetView(name))}
          onClick={onForget}
        >
          ✕
        </button>
      )}
    </li>
  )
}

function NameView({
  onName,
  onClose,
}: {
  readonly onName: (name: string) => void
  readonly onClose: () => void
}) {
  const { say } = useSpeech()
  const [name, setName] = useState('')
  const save = async (): Promise<void> => {
    if (name.trim() !== '') onName(name.trim())
  }
  return (
    <Dialog title={say(ALERTS.saveView)} onClose={onClose}>
      <Form submit={ALERTS.save} onSubmit={save} onCancel={onClose}>
        <Field label={say(ALERTS.viewName)} hint={say(ALERTS.viewMore)}>
          <input
            autoFocus
            required
            maxLength={40}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </Field>
      </Form>
    </Dialog>
  )
}
