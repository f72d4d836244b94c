import { useId, useRef } from 'react'
import { useSay } from '../words/language.tsx'
import { EDITOR } from '../words/templates.ts'

/** What is wrong in a text, and where: lines and columns are counted from 1. */
export type TextFault = { readonly text: string; readonly line?: number; readonly column?: number }

const ROWS_MAX = 24

/** A text with its lines numbered and marked where something is wrong; a fault leads to its place. */
export function TextEditor({
  label,
  text,
  onText,
  faults = [],
  rows = 4,
  placeholder,
}: {
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly faults?: readonly TextFault[]
  /** As many lines are there at least. */
  readonly rows?: number
  readonly placeholder?: string
}) {
  const say = useSay()
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLDivElement>(null)
  const lines = text.split('\n')
  const shown = Math.min(ROWS_MAX, Math.max(rows, lines.length))
  const wrong = new Set(faults.map(({ line }) => line))
  const go = ({ line = 1, column = 1 }: TextFault): void => {
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
    area.current?.focus()
    area.current?.setSelectionRange(start + column - 1, start + column - 1)
  }
  return (
    <div className="editor">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className={`editor-frame ${faults.length > 0 ? 'wrong' : ''}`}>
        <div ref={gutter} className="editor-gutter" aria-hidden="true">
          {lines.map((_, index) => (
            <span key={index} className={wrong.has(index + 1) ? 'wrong' : ''}>
              {index + 1}
            </span>
          ))}
        </div>
        <textarea
          ref={area}
          id={id}
          rows={shown}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          placeholder={placeholder}
          aria-invalid={faults.length > 0}
          aria-describedby={faults.length > 0 ? `${id}-faults` : undefined}
          value={text}
          onChange={({ target }) => onText(target.value)}
          onScroll={({ currentTarget }) => {
            if (gutter.current) gutter.current.scrollTop = currentTarget.scrollTop
          }}
        />
      </div>
      {faults.length > 0 && (
        <ul id={`${id}-faults`} className="editor-faults">
          {faults.map((fault) => (
            <li key={`${fault.line} ${fault.column} ${fault.text}`}>
              {fault.line !== undefined && (
                <button type="button" className="small" onClick={() => go(fault)}>
                  {say(EDITOR.at(fault.line, fault.column ?? 1))}
                </button>
              )}{' '}
              {fault.text}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
