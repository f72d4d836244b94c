import { QueryClient, useQuery } from '@tanstack/react-query'
import type { Topic } from '../../../src/api/wire-live.ts'
import { askAgainFor } from './ask-again.ts'
import { get, Problem } from './client.ts'

/** What is kept of the hub's answers. Which of them are asked for again is said by the hub: see live.ts. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: 'always',
      retry: (count, error) => count < 2 && error instanceof Problem && error.status === 0,
    },
  },
})

/** What of the hub an answer depends on: all of it, or nothing, for what a hub says all its life. */
export type About = Topic | 'all' | 'nothing'

/** An answer of the hub by its path below /api/v1/, asked for again when what it is about has changed. */
export function useAnswer<Answer>(
  about: About,
  path: string,
  options: { readonly isWanted?: boolean; readonly everyMs?: number } = {},
) {
  return useQuery({
    queryKey: [about, path],
    queryFn: ({ signal }) => get<Answer>(path, signal),
    enabled: options.isWanted ?? true,
    ...(options.everyMs === undefined ? {} : { refetchInterval: options.everyMs }),
  })
}

/** Asks again for whatever is shown of these topics. */
export function askAgain(topics: readonly About[]): Promise<void> {
  return askAgainFor(
    queryClient,
    ({ queryKey: [about] }) =>
      topics.length > 0 && (about === 'all' || topics.some((topic) => topic === about)),
  )
}
