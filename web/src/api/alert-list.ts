import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { WireAlert } from '../../../src/api/wire.ts'
import { queryOf } from '../util/search.ts'
import { get } from './client.ts'

const PAGE = 100
/** A list that was read so far is not read again as a whole whenever something changes: its first pages are. */
const PAGES_AGAIN = 3

type Page = { readonly alerts: readonly WireAlert[]; readonly next?: string }

/** Alerts by a filter, newest first, as many as were asked for so far. */
export function useAlertList(filter: Readonly<Record<string, string | undefined>>) {
  const query = useInfiniteQuery({
    queryKey: ['alerts', 'list', filter],
    queryFn: ({ pageParam, signal }) => {
      const wanted = { state: 'firing,acknowledged', ...filter, before: pageParam, limit: PAGE }
      return get<Page>(`alerts?${queryOf(wanted)}`, signal)
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    // What is deep in a list changes its state where it is answered; what is new comes at its top.
    refetchOnWindowFocus: ({ state }) => (state.data?.pages.length ?? 0) <= PAGES_AGAIN,
  })
  const alerts = useMemo(() => unique(query.data?.pages ?? []), [query.data])
  return {
    alerts,
    error: query.error,
    isReady: query.data !== undefined,
    hasMore: query.hasNextPage,
    more: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
    },
  }
}

/** What moved from one page to the next between two requests is there once. */
function unique(pages: readonly Page[]): readonly WireAlert[] {
  const known = new Map<string, WireAlert>()
  for (const { alerts } of pages)
    for (const alert of alerts) if (!known.has(alert.id)) known.set(alert.id, alert)
  return [...known.values()]
}
