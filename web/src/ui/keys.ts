import { useEffect, useRef } from 'react'

/** What a key does, by the key: `j`, `Enter`, `?`; with Ctrl or ⌘: `mod+k`. */
export type Keys = Readonly<Record<string, () => void>>

/** Listens for keys while nothing is typed and no dialog is open. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys)
  useEffect(() => {
    current.current = keys
  })
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey || event.isComposing) return
      const isMod = event.ctrlKey || event.metaKey
      if (!isMod && isTaken(event)) return
      const action = current.current[isMod ? `mod+${event.key.toLowerCase()}` : event.key]
      if (!action) return
      event.preventDefault()
      action()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [])
}

/** Whoever types a text, or answers a dialog, means no key of ours; a button and a link have Enter for themselves. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]')) return true
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input:not([type=checkbox]), textarea, select')) return true
  return key === 'Enter' && target.matches('a, button, summary, [tabindex="0"]')
}
