import { useInfiniteQuery } from '@tanstack/react-query'
import { queryOf } from '../util/search.ts'
import { get } from './client.ts'
import type { About } from './queries.ts'

const PAGE = 50

/** A list of the API, newest first, by pages: `name` is where its rows stand in an answer. */
export function usePages<Row>(
  about: About,
  path: string,
  {
    name,
    query = {},
  }: { readonly name: string; readonly query?: Readonly<Record<string, string | undefined>> },
) {
  const pages = useInfiniteQuery({
    queryKey: [about, path, 'pages', query],
    queryFn: ({ pageParam, signal }) =>
      get<Readonly<Record<string, unknown>>>(
        `${path}?${queryOf({ ...query, before: pageParam, limit: PAGE })}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => (typeof next === 'string' ? next : undefined),
  })
  const rows = pages.data?.pages.flatMap((page) => {
    const found = page[name]
    return Array.isArray(found) ? (found as readonly Row[]) : [] // of this shape in src/api/wire.ts
  })
  return {
    data: rows,
    error: pages.error,
    hasMore: pages.hasNextPage,
    more: () => void pages.fetchNextPage(),
  }
}
