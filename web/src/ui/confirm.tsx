import { COMMON } from '../words/common.ts'
import { useSay } from '../words/language.tsx'
import { Dialog } from './dialog.tsx'

/** Asks before what cannot be taken back at one click. */
export function Confirm({
  title,
  text,
  action,
  onConfirm,
  onClose,
}: {
  readonly title: string
  readonly text: string
  readonly action: string
  readonly onConfirm: () => void
  readonly onClose: () => void
}) {
  const say = useSay()
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div className="buttons">
        <button type="button" className="primary" onClick={onConfirm}>
          {action}
        </button>
        <button type="button" onClick={onClose}>
          {say(COMMON.cancel)}
        </button>
      </div>
    </Dialog>
  )
}
