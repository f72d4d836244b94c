import { useSyncExternalStore } from 'react'
import { remember, remembered } from '../util/remembered.ts'

export type Theme = 'light' | 'dark'

const isDark = matchMedia('(prefers-color-scheme: dark)')
const watchers = new Set<() => void>()

/** The reader's choice, or else the machine's. */
function themeOfNow(): Theme {
  const chosen = remembered('theme')
  if (chosen === 'light' || chosen === 'dark') return chosen
  return isDark.matches ? 'dark' : 'light'
}

/** Draws the page so, now and when the machine changes its mind. */
export function applyTheme(): void {
  show()
  isDark.addEventListener('change', show)
}

export function chooseTheme(theme: Theme): void {
  remember('theme', theme)
  show()
}

/** How the page is drawn at the moment. */
export function useTheme(): Theme {
  return useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, themeOfNow)
}

function show(): void {
  document.documentElement.dataset['theme'] = themeOfNow()
  for (const watcher of watchers) watcher()
}
