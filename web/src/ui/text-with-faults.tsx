import { useId, useRef } from 'react'
import { useSay } from '../words/language.tsx'
import { EDITOR } from '../words/templates.ts'
import { goToLine, TextEditor } from './text-editor.tsx'

/** What is wrong in a text, and where: lines and columns are counted from 1. */
export type TextFault = { readonly text: string; readonly line?: number; readonly column?: number }

/** A text that is edited, with what is wrong in it listed below; a fault leads to its place. */
export function TextWithFaults({
  faults,
  onText,
  ...editor
}: {
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly faults: readonly TextFault[]
  readonly rows: number
  readonly placeholder?: string
}) {
  const say = useSay()
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const lines = new Set(faults.flatMap(({ line }) => line ?? []))
  return (
    <div className="text-with-faults">
      <TextEditor
        {...editor}
        field={field}
        marks={[...lines].map((line) => ({ line, tone: 'bad' }))}
        onChange={onText}
        {...(faults.length > 0 && { about: id })}
      />
      {faults.length > 0 && (
        <ul id={id} className="faults">
          {faults.map(({ text, line, column }) => (
            <li key={`${line} ${column} ${text}`}>
              {line !== undefined && (
                <button
                  type="button"
                  className="small"
                  onClick={() =>
                    goToLine(field.current, { line, ...(column !== undefined && { column }) })
                  }
                >
                  {say(EDITOR.at(line, column ?? 1))}
                </button>
              )}{' '}
              {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
