import { useEffect, useSyncExternalStore } from 'react'
import { COMMON } from '../words/common.ts'
import { useSay } from '../words/language.tsx'
import type { Phrase } from '../words/phrase.ts'

type Toast = {
  readonly id: number
  readonly text: Phrase
  readonly tone: 'good' | 'bad'
  /** What takes it back, where that can be. */
  readonly undo?: () => void
}

const SHOWN_MS = 8_000
let toasts: readonly Toast[] = []
let lastId = 0
const watchers = new Set<() => void>()

/** Says once what came of an action. */
export function tell(toast: Omit<Toast, 'id'>): void {
  lastId += 1
  set([...toasts.slice(-2), { ...toast, id: lastId }])
}

function set(next: readonly Toast[]): void {
  toasts = next
  for (const watcher of watchers) watcher()
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => toasts,
  )
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function OneToast({ toast }: { readonly toast: Toast }) {
  const say = useSay()
  const { id, text, tone, undo } = toast
  useEffect(() => {
    const timer = setTimeout(() => set(toasts.filter((one) => one.id !== id)), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [id])
  const close = (): void => set(toasts.filter((one) => one.id !== id))
  return (
    <div className={`toast ${tone}`}>
      <span>{say(text)}</span>
      {undo && (
        <button
          type="button"
          className="small"
          onClick={() => {
            close()
            undo()
          }}
        >
          {say(COMMON.undo)}
        </button>
      )}
      <button type="button" className="small plain" aria-label={say(COMMON.close)} onClick={close}>
        ✕
      </button>
    </div>
  )
}
