import { remember, remembered } from '../util/remembered.ts'

export type Theme = 'light' | 'dark'

const isDark = matchMedia('(prefers-color-scheme: dark)')

/** The reader's choice, or else the machine's. */
export function themeOfNow(): Theme {
  const chosen = remembered('theme')
  if (chosen === 'light' || chosen === 'dark') return chosen
  return isDark.matches ? 'dark' : 'light'
}

/** Draws the page so, now and when the machine changes its mind. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = themeOfNow()
  isDark.addEventListener('change', () => {
    document.documentElement.dataset['theme'] = themeOfNow()
  })
}

export function chooseTheme(theme: Theme): void {
  remember('theme', theme)
  document.documentElement.dataset['theme'] = theme
}
