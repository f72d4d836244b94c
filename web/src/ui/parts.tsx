import { type ReactNode, useState } from 'react'
import { Problem } from '../api/client.ts'
import { COMMON } from '../words/common.ts'
import { useSay } from '../words/language.tsx'
import type { Phrase } from '../words/phrase.ts'

/** A page: its heading, what can be done, and what it shows. */
export function Page({
  title,
  tools,
  about,
  children,
}: {
  readonly title: ReactNode
  readonly tools?: ReactNode
  readonly about?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{title}</h1>
        {tools && <div className="tools">{tools}</div>}
      </header>
      {about && <p className="about">{about}</p>}
      {children}
    </div>
  )
}

/** A part of a page under a heading of its own. */
export function Section({
  title,
  tools,
  children,
}: {
  readonly title: string
  readonly tools?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section>
      <div className="section-head">
        <h2>{title}</h2>
        {tools && <div className="tools">{tools}</div>}
      </div>
      {children}
    </section>
  )
}

/** Where there is nothing: what would be there, and how it comes. */
export function Empty({
  title,
  children,
}: {
  readonly title: Phrase
  readonly children?: ReactNode
}) {
  return (
    <div className="empty">
      <p className="empty-title">{useSay()(title)}</p>
      {children}
    </div>
  )
}

/** What is fast is never announced; what is slow says so after a moment. */
export function Loading() {
  return <p className="loading">{useSay()(COMMON.loading)}</p>
}

/** What the hub said instead of an answer. */
export function Failure({ error }: { readonly error: Error }) {
  const say = useSay()
  const isSilent = error instanceof Problem && error.status === 0
  return (
    <div className="banner bad" role="alert">
      <strong>{say(isSilent ? COMMON.silent : COMMON.refused)}</strong> {error.message}
    </div>
  )
}

/** An answer of the hub, or why there is none (yet). */
export function Answered<Answer>({
  answer,
  children,
}: {
  readonly answer: { readonly data: Answer | undefined; readonly error: Error | null }
  readonly children: (data: Answer) => ReactNode
}) {
  if (answer.data !== undefined) return children(answer.data)
  return answer.error ? <Failure error={answer.error} /> : <Loading />
}

/** A text to be taken elsewhere. */
export function Code({ text }: { readonly text: string }) {
  const say = useSay()
  const [isCopied, setCopied] = useState(false)
  return (
    <div className="code">
      <pre tabIndex={0}>{text}</pre>
      <button
        type="button"
        className="small"
        onClick={() => {
          void navigator.clipboard.writeText(text).then(() => setCopied(true))
        }}
      >
        {say(isCopied ? COMMON.copied : COMMON.copy)}
      </button>
    </div>
  )
}

/** A field with its label, and what is to be known of it. */
export function Field({
  label,
  hint,
  children,
}: {
  readonly label: string
  readonly hint?: string
  readonly children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is handed in.
    <label className="field">
      <span className="field-label">{label}</span>
      {children}
      {hint && <span className="under">{hint}</span>}
    </label>
  )
}

/** Names and values, one a line. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Labels as they are matched. */
export function Labels({ labels }: { readonly labels: Readonly<Record<string, string>> }) {
  return (
    <ul className="labels">
      {Object.entries(labels).map(([name, value]) => (
        <li key={name}>
          <code>
            {name}="{value}"
          </code>
        </li>
      ))}
    </ul>
  )
}
