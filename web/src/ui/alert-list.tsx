import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { WireAlert } from '../../../src/api/wire.ts'
import type { Action } from '../api/answers.tsx'
import { ALERTS } from '../words/alerts.ts'
import { useSay } from '../words/language.tsx'
import { AlertRow } from './alert-row.tsx'
import type { Filter } from './facets.tsx'

const NARROW = 760

/** A list of any length: only what is to be seen is drawn. */
export function AlertList({
  alerts,
  filter,
  cursor,
  selected,
  select,
  hasMore,
  more,
  see,
  onAnswer,
}: {
  readonly alerts: readonly WireAlert[]
  readonly filter: Filter
  readonly cursor: number
  readonly selected: ReadonlySet<string>
  readonly select: (id: string) => void
  readonly hasMore: boolean
  readonly more: () => void
  /** Told which rows are to be seen, by their places. */
  readonly see: (rows: { readonly first: number; readonly last: number }) => void
  readonly onAnswer: (alert: WireAlert, action: Action) => void
}) {
  const say = useSay()
  const list = useRef<HTMLDivElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  useLayoutEffect(() => setScrollMargin(list.current?.offsetTop ?? 0), [])
  const virtualizer = useWindowVirtualizer({
    count: alerts.length,
    estimateSize: () => (innerWidth < NARROW ? 96 : 53),
    getItemKey: (index) => alerts[index]?.id ?? index,
    overscan: 8,
    scrollMargin,
  })
  const rows = virtualizer.getVirtualItems()
  const first = rows[0]?.index ?? 0
  const last = rows.at(-1)?.index ?? 0
  useEffect(() => see({ first, last }), [see, first, last])
  useEffect(() => {
    if (hasMore && last >= alerts.length - 20) more()
  }, [hasMore, last, alerts.length, more])
  useEffect(() => {
    if (cursor >= 0) virtualizer.scrollToIndex(cursor, { align: 'auto' })
  }, [cursor, virtualizer])
  return (
    <>
      <div ref={list} className="alert-list virtual" style={{ height: virtualizer.getTotalSize() }}>
        {rows.map(({ index, key, start }) => {
          const alert = alerts[index]
          if (!alert) return null
          return (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className="virtual-row"
              style={{ transform: `translateY(${start - scrollMargin}px)` }}
            >
              <AlertRow
                alert={alert}
                filter={filter}
                isCurrent={index === cursor}
                isSelected={selected.has(alert.id)}
                onSelect={() => select(alert.id)}
                onAnswer={(action) => onAnswer(alert, action)}
              />
            </div>
          )
        })}
      </div>
      <p className="muted list-end">{say(hasMore ? ALERTS.more : ALERTS.end)}</p>
    </>
  )
}
