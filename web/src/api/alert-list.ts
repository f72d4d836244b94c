import { useQueries } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { WireAlert } from '../../../src/api/wire.ts'
import { queryOf } from '../util/search.ts'
import { isSameFilter } from '../util/views.ts'
import { get } from './client.ts'
import { queryClient } from './queries.ts'

const PAGE = 100
/** The most that the hub gives at once. */
const PAGE_MAX = 500

type Filter = Readonly<Record<string, string | undefined>>
type Page = { readonly alerts: readonly WireAlert[]; readonly next?: string }
/** Rows of the list, by their places in it. */
type Rows = { readonly first: number; readonly last: number }

/**
 * Alerts by a filter, newest first, as many as were asked for so far. Each page is an answer of its own, between two
 * ids: when something changes, the newest and what is in view are asked for again, and the others when they come into view.
 */
export function useAlertList(filter: Filter) {
  const [starts, setStarts] = useStarts(queryOf(filter))
  const [inView, setInView] = useState<Rows>({ first: 0, last: 0 })
  const keyOf = (before: string) => ['alerts', 'list', filter, before] as const
  const known = starts.map((before) => queryClient.getQueryData<Page>(keyOf(before)))
  const shown = pagesInView(known, inView)
  const { pages, error } = useQueries({
    queries: starts.map((before, place) => ({
      queryKey: keyOf(before),
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => {
        // What is new in the meantime belongs to the page, up to where the next one begins.
        const from = starts[place + 1]
        const count = known[place]?.alerts.length ?? 0
        const limit = from === undefined ? Math.max(PAGE, count) : count + PAGE
        const wanted = { ...OPEN, ...filter, before, from, limit: Math.min(PAGE_MAX, limit) }
        return get<Page>(`alerts?${queryOf(wanted)}`, signal)
      },
      enabled: place === 0 || known[place] === undefined || shown.has(place),
    })),
    combine: (results) => ({
      pages: results.map(({ data }) => data),
      error: results.find((one) => one.error !== null)?.error ?? null,
    }),
  })
  useEffect(() => {
    // More has come to a page than the hub gives at once: the rest becomes a page of its own.
    const full = pages.findIndex((page, place) => page?.next && place < starts.length - 1)
    const next = pages[full]?.next
    if (next !== undefined && !starts.includes(next)) setStarts(starts.toSpliced(full + 1, 0, next))
  }, [pages, starts, setStarts])
  const alerts = useMemo(() => pages.flatMap((page) => page?.alerts ?? []), [pages])
  const next = pages.at(-1)?.next
  return {
    alerts,
    error,
    isReady: pages[0] !== undefined,
    hasMore: next !== undefined || pages.at(-1) === undefined,
    more: () => {
      if (next !== undefined && !starts.includes(next)) setStarts([...starts, next])
    },
    /** Says which rows are to be seen. */
    see: ({ first, last }: Rows) => {
      if (first !== inView.first || last !== inView.last) setInView({ first, last })
    },
  }
}

/** Where the pages of a list begin: each has what is older than its start. Another filter begins anew. */
function useStarts(name: string) {
  const [known, setKnown] = useState({ name, starts: FIRST })
  const starts = known.name === name ? known.starts : FIRST
  return [starts, (next: readonly string[]) => setKnown({ name, starts: next })] as const
}

const FIRST: readonly string[] = ['']
const OPEN = { state: 'firing,acknowledged' }

/** The alert beside one in a list by this filter: the next is older, the one before it newer. Undefined at its ends. */
export async function neighbourOf(
  id: string,
  filter: Filter,
  side: 'next' | 'previous',
): Promise<string | undefined> {
  // What was seen in the list is where the reader comes from; whoever came by a link asks the hub.
  const pages = queryClient.getQueriesData<Page>({
    predicate: ({ queryKey: [about, what, by] }) =>
      about === 'alerts' && what === 'list' && isSameFilter(by as Filter, filter), // of the keys above
  })
  for (const [, page] of pages) {
    const place = page?.alerts.findIndex((alert) => alert.id === id) ?? -1
    const beside = place < 0 ? undefined : page?.alerts[place + (side === 'next' ? 1 : -1)]
    if (beside) return beside.id
  }
  const where = side === 'next' ? { before: id, limit: 1 } : { from: id, limit: PAGE_MAX }
  const { alerts } = await get<Page>(`alerts?${queryOf({ ...OPEN, ...filter, ...where })}`)
  return side === 'next' ? alerts[0]?.id : alerts.findLast((alert) => alert.id > id)?.id
}

/** The places of the pages that hold these rows. */
function pagesInView(pages: readonly (Page | undefined)[], { first, last }: Rows): Set<number> {
  const found = new Set<number>()
  let from = 0
  for (const [place, page] of pages.entries()) {
    const until = from + (page?.alerts.length ?? 0)
    if (from <= last && until > first) found.add(place)
    from = until
  }
  return found
}
