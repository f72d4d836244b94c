import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import type {
  WireCheckedText,
  WireConfiguration,
  WireFoundInText,
  WireRevision,
} from '../../../src/api/wire-revisions.ts'
import { tellFailure } from '../api/answers.tsx'
import { check, download, preview, save } from '../api/configuration.ts'
import { CONFIGURATION } from '../words/configuration.ts'
import { useSay } from '../words/language.tsx'
import { ConfigurationVolume } from './configuration-volume.tsx'
import { Hunks } from './hunks.tsx'
import { Failure, Field } from './parts.tsx'
import { goToLine, type LineMark, TextEditor } from './text-editor.tsx'
import { tell } from './toast.tsx'

/** What somebody has typed, and the revision that they began with. */
type Draft = { readonly text: string; readonly base: number }

/** How long nothing is typed before the text is checked. */
const SETTLE_MS = 400

type Stored = WireConfiguration & { readonly newest: WireRevision; readonly text: string }

/** The text of the configuration, checked while one types, looked at before it counts, and saved. */
export function ConfigurationEditor({
  stored,
  isOpen,
  line,
}: {
  readonly stored: Stored
  /** Whether who looks may change it. */
  readonly isOpen: boolean
  /** What is shown first. */
  readonly line: number | undefined
}) {
  const say = useSay()
  const field = useRef<HTMLTextAreaElement>(null)
  const hint = useId()
  const [draft, setDraft] = useState<Draft>()
  const newest = stored.newest.number
  const { text, base } = draft ?? { text: stored.text, base: newest }
  const isOld = base !== newest
  useEffect(() => {
    if (line !== undefined) goToLine(field.current, { line })
  }, [line])
  const checked = useChecked(text, isOpen)
  return (
    <div className="configuration">
      {isOld && (
        <div className="banner wait" role="alert">
          <span>{say(CONFIGURATION.newer(stored.newest.by, newest))}</span>{' '}
          <button type="button" onClick={() => setDraft({ text, base: newest })}>
            {say(CONFIGURATION.onTop)}
          </button>
        </div>
      )}
      <div className="text-editor">
        <TextEditor
          label={say(CONFIGURATION.text)}
          about={hint}
          text={text}
          marks={marksOf(checked)}
          field={field}
          {...(isOpen && { onChange: (typed: string) => setDraft({ text: typed, base }) })}
        />
        <span id={hint} className="under">
          {say(CONFIGURATION.textHint)}
        </span>
      </div>
      {isOpen && (
        <>
          <Findings checked={checked} onPick={(found) => goToLine(field.current, found)} />
          <Saving
            draft={{ text, base }}
            checked={checked}
            isReady={draft !== undefined && text !== stored.text && !isOld}
            onDone={() => setDraft(undefined)}
          />
        </>
      )}
      <div className="buttons">
        <button type="button" onClick={() => download(stored)}>
          {say(CONFIGURATION.exported)}
        </button>
      </div>
    </div>
  )
}

/** What the hub says of the text, once it has settled; of the one before until then. */
function useChecked(text: string, isWanted: boolean): WireCheckedText | undefined {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [text])
  const checked = useQuery({
    queryKey: ['configuration', 'check', settled],
    queryFn: () => check(settled),
    enabled: isWanted,
    placeholderData: (before) => before,
    gcTime: 0,
  })
  return settled === text && !checked.isPlaceholderData ? checked.data : undefined
}

function marksOf(checked: WireCheckedText | undefined): readonly LineMark[] {
  if (!checked) return []
  const bad = checked.problems.map(({ line }): LineMark => ({ line, tone: 'bad' }))
  const odd = checked.warnings.map(({ line }): LineMark => ({ line, tone: 'wait' }))
  return [...new Map([...odd, ...bad].map((mark) => [mark.line, mark])).values()]
}

function Findings({
  checked,
  onPick,
}: {
  readonly checked: WireCheckedText | undefined
  readonly onPick: (found: WireFoundInText) => void
}) {
  const say = useSay()
  if (!checked)
    return (
      <p className="muted" role="status">
        {say(CONFIGURATION.checking)}
      </p>
    )
  const { problems, warnings, omitted } = checked
  const found = [...problems, ...warnings]
  return (
    <div className="findings" role="status">
      {problems.length > 0 && (
        <p className="bad">{say(CONFIGURATION.problems(problems.length + omitted))}</p>
      )}
      {problems.length === 0 && <p className="good">{say(CONFIGURATION.good)}</p>}
      {warnings.length > 0 && <p>{say(CONFIGURATION.warnings(warnings.length))}</p>}
      <ul className="lines">
        {found.slice(0, SHOWN).map((one) => (
          <li key={`${one.line} ${one.column} ${one.code} ${one.message}`}>
            <button type="button" className="small" onClick={() => onPick(one)}>
              {say(CONFIGURATION.line(one.line))}
            </button>{' '}
            {one.message}
          </li>
        ))}
      </ul>
      {found.length > SHOWN && <p>{say(CONFIGURATION.more(found.length - SHOWN))}</p>}
    </div>
  )
}

const SHOWN = 20

/** What changes, what it would have sent, and why it is saved. */
function Saving({
  draft,
  checked,
  isReady,
  onDone,
}: {
  readonly draft: Draft
  readonly checked: WireCheckedText | undefined
  /** Whether it is a change to the newest. */
  readonly isReady: boolean
  /** It is saved, or given up. */
  readonly onDone: () => void
}) {
  const say = useSay()
  const [comment, setComment] = useState('')
  const looked = useMutation({ mutationFn: preview, retry: false })
  const isGood = checked?.problems.length === 0
  const saving = useMutation({
    mutationFn: () => save(draft.text, { comment, base: draft.base }),
    onSuccess: ({ number }) => {
      tell({ tone: 'good', text: CONFIGURATION.saved(number) })
      setComment('')
      onDone()
    },
    onError: tellFailure,
  })
  return (
    <form
      className="stack wide"
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate()
      }}
    >
      <h2>{say(CONFIGURATION.changes)}</h2>
      <Hunks hunks={checked?.changes ?? []} none={CONFIGURATION.nothingChanged} />
      {looked.isPending && (
        <p className="muted" role="status">
          {say(CONFIGURATION.previewBusy)}
        </p>
      )}
      {looked.error && <Failure error={looked.error} />}
      {looked.data && looked.variables === draft.text && (
        <ConfigurationVolume volume={looked.data} />
      )}
      <Field label={say(CONFIGURATION.comment)}>
        <input
          maxLength={500}
          value={comment}
          onChange={({ target }) => setComment(target.value)}
        />
      </Field>
      <div className="buttons">
        <button
          type="submit"
          className="primary"
          disabled={!isReady || !isGood || saving.isPending}
        >
          {say(CONFIGURATION.save)}
        </button>
        <button
          type="button"
          disabled={!isGood || looked.isPending}
          onClick={() => looked.mutate(draft.text)}
        >
          {say(CONFIGURATION.preview)}
        </button>
        <button type="button" onClick={onDone}>
          {say(CONFIGURATION.discard)}
        </button>
      </div>
    </form>
  )
}
