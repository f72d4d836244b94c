import { useEffect, useRef, useState } from 'react'
import { useKeys } from './keys.ts'

const PAUSE_MS = 200

/** A search that follows what is typed, with a short pause; `/` leads to it. */
export function SearchField({
  label,
  text,
  onText,
}: {
  readonly label: string
  readonly text: string
  readonly onText: (text: string | undefined) => void
}) {
  const [typed, setTyped] = useState(text)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const field = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => field.current?.focus() })
  useEffect(() => setTyped(text), [text])
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <input
      ref={field}
      type="search"
      className="search"
      aria-label={label}
      placeholder={`${label}  /`}
      maxLength={200}
      value={typed}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
      }}
      onChange={(event) => {
        const { value } = event.target
        setTyped(value)
        clearTimeout(timer.current)
        timer.current = setTimeout(() => onText(value === '' ? undefined : value), PAUSE_MS)
      }}
    />
  )
}
