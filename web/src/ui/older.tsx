import { COMMON } from '../words/common.ts'
import { useSay } from '../words/language.tsx'

/** The end of a list by pages: the way to what is older, where there is more. */
export function Older({
  pages,
}: {
  readonly pages: { readonly hasMore: boolean; readonly more: () => void }
}) {
  const say = useSay()
  if (!pages.hasMore) return null
  return (
    <button type="button" className="older" onClick={pages.more}>
      {say(COMMON.older)}
    </button>
  )
}
