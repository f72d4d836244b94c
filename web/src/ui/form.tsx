import { type ReactNode, type SubmitEvent, useState } from 'react'
import { Problem } from '../api/client.ts'
import { COMMON } from '../words/common.ts'
import { useSay } from '../words/language.tsx'
import { type Phrase, plain } from '../words/phrase.ts'

type FormProps = {
  readonly submit: Phrase
  /** What it throws as a Problem is shown below the fields. */
  readonly onSubmit: () => Promise<void>
  readonly onCancel?: () => void
  /** What is said of a problem, where the hub's own words are not for everybody. */
  readonly explain?: (problem: Problem) => Phrase
  readonly className?: string
  readonly children: ReactNode
}

/** Fields, a button that sends them, and why the hub did not take them. */
export function Form({
  submit,
  onSubmit,
  onCancel,
  explain = ({ status, message }) => (status === 0 ? COMMON.silent : plain(message)),
  className = '',
  children,
}: FormProps) {
  const say = useSay()
  const [problem, setProblem] = useState<Phrase>()
  const [isBusy, setBusy] = useState(false)
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      await onSubmit()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setProblem(explain(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className={`stack ${className}`} onSubmit={(event) => void send(event)}>
      {children}
      {problem && (
        <p className="banner bad" role="alert">
          {say(problem)}
        </p>
      )}
      <div className="buttons">
        <button type="submit" className="primary" disabled={isBusy}>
          {say(submit)}
        </button>
        {onCancel && (
          <button type="button" onClick={onCancel}>
            {say(COMMON.cancel)}
          </button>
        )}
      </div>
    </form>
  )
}
