import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { WireTemplatePreview } from '../../../src/api/wire-templates.ts'
import { send } from './client.ts'

/** So long after the last key the hub is asked. */
const PAUSE_MS = 250

type Asked = Readonly<Record<string, string | boolean | undefined>>

/** What the hub makes of a template on each platform, a moment after it was written. */
export function useTemplatePreview({ source, payload, kind, language, ...parts }: Asked) {
  const { title, text, keepFields, raw } = parts
  // A source reads something only.
  const told = source && payload ? { source, payload } : {}
  const asked = useSettled(
    JSON.stringify({ title, text, keepFields, raw, kind, language, ...told }),
  )
  return useQuery({
    queryKey: ['configuration', 'template-preview', asked],
    queryFn: () =>
      send<WireTemplatePreview>('POST', 'templates/preview', JSON.parse(asked) as object), // written above
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** A text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
