import { type Ref, useId } from 'react'

/** A line of which there is something to say. */
export type LineMark = { readonly line: number; readonly tone: 'bad' | 'wait' }

/** A text with the numbers of its lines, some of them marked. A plain field: it reads, undoes and finds as any other. */
export function TextEditor({
  label,
  text,
  marks,
  onChange,
  field,
  rows = 12,
  placeholder,
  about,
}: {
  readonly label: string
  readonly text: string
  readonly marks: readonly LineMark[]
  /** Absent: it is only read. */
  readonly onChange?: (text: string) => void
  readonly field: Ref<HTMLTextAreaElement>
  /** As many lines are there at least. */
  readonly rows?: number
  readonly placeholder?: string
  /** The id of what is said about it below. */
  readonly about?: string
}) {
  const id = useId()
  const count = text.split('\n').length
  const numbers = Array.from({ length: count }, (_, place) => place + 1).join('\n')
  return (
    <>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className="text-lines">
        <div className="line-numbers" aria-hidden="true">
          {marks.map(({ line, tone }) => (
            <i
              key={`${tone} ${line}`}
              className={tone}
              style={{ top: `calc(8px + ${line - 1} * 20px)` }}
            />
          ))}
          {numbers}
        </div>
        <textarea
          ref={field}
          id={id}
          aria-describedby={about}
          aria-invalid={marks.some(({ tone }) => tone === 'bad')}
          rows={Math.max(rows, count)}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          placeholder={placeholder}
          readOnly={!onChange}
          value={text}
          onChange={({ target }) => onChange?.(target.value)}
        />
      </div>
    </>
  )
}

/** Shows a line of the field, and puts the cursor there. */
export function goToLine(
  field: HTMLTextAreaElement | null,
  { line, column = 1 }: { readonly line: number; readonly column?: number },
): void {
  if (!field) return
  const before = field.value.split('\n').slice(0, line - 1)
  const at = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1
  field.focus()
  field.setSelectionRange(at, at)
  const lines = field.parentElement
  if (lines) lines.scrollTop = Math.max(0, (line - 5) * 20)
}
