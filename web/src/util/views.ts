import { remember, remembered } from './remembered.ts'

/** A filter of alerts under a name. */
export type View = { readonly name: string; readonly filter: Readonly<Record<string, string>> }

const KEY = 'views'
/** As many as fit above a list. */
const VIEWS_MAX = 20

/** The views that this browser keeps; what it cannot read is none. */
export function savedViews(): readonly View[] {
  try {
    const kept: unknown = JSON.parse(remembered(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isView) : []
  } catch {
    return []
  }
}

/** Keeps a view in place of one of the same name, and gives all. */
export function saveView(view: View): readonly View[] {
  const others = savedViews().filter(({ name }) => name !== view.name)
  return keep([...others, view].slice(-VIEWS_MAX))
}

/** Forgets it, and gives the others. */
export function forgetView(name: string): readonly View[] {
  return keep(savedViews().filter((view) => view.name !== name))
}

const NAMES = ['state', 'severity', 'source', 'team', 'text'] as const
type Filter = Partial<Record<(typeof NAMES)[number], string | undefined>>

/** Whether two filters let the same through. */
export function isSameFilter(one: Filter, other: Filter): boolean {
  return NAMES.every((name) => (one[name] ?? '') === (other[name] ?? ''))
}

function keep(views: readonly View[]): readonly View[] {
  remember(KEY, JSON.stringify(views))
  return views
}

function isView(value: unknown): value is View {
  if (typeof value !== 'object' || value === null) return false
  const { name, filter } = value as Partial<View> // each part is looked at here
  return (
    typeof name === 'string' &&
    typeof filter === 'object' &&
    Object.values(filter).every((text) => typeof text === 'string')
  )
}
