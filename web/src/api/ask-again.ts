import type { Query, QueryClient } from '@tanstack/react-query'

/**
 * Asks again for the answers that `isConcerned`, as far as something shows them. What is on its way already may have
 * left before the change: it is awaited, and asked for after it. The library by itself would leave a first answer that
 * is on its way at that, and would break off any other, so that a hub with news all the time was never heard out.
 */
export async function askAgainFor(
  client: QueryClient,
  isConcerned: (query: Query) => boolean,
): Promise<void> {
  const concerned = client.getQueryCache().findAll({ predicate: isConcerned })
  await Promise.all(
    concerned.map(async (query) => {
      if (query.state.fetchStatus === 'fetching') await query.promise?.catch(() => undefined)
      await client.invalidateQueries({ queryKey: query.queryKey, exact: true })
    }),
  )
}
