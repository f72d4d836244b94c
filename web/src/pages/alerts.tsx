import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { WireAlert } from '../../../src/api/wire.ts'
import { useAlertList } from '../api/alert-list.ts'
import { type Action, useAnswers } from '../api/answers.tsx'
import { AlertList } from '../ui/alert-list.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Facets, type Filter, useFound } from '../ui/facets.tsx'
import { useKeys } from '../ui/keys.ts'
import { Empty, Failure, Loading, Page } from '../ui/parts.tsx'
import { SavedViews } from '../ui/saved-views.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { toggled } from '../util/search.ts'
import { ALERTS } from '../words/alerts.ts'
import { codeWords } from '../words/codes.ts'
import { useSpeech } from '../words/language.tsx'
import { MAP } from '../words/map.ts'

/** All alerts, by what their address filters; answered one by one, by selection, and by filter. */
export function Alerts() {
  const { say } = useSpeech()
  const navigate = useNavigate()
  const { view, ...filter } = useSearch({ from: '/alerts' })
  const list = useAlertList(filter)
  const found = useFound(filter)
  const set = (next: Filter): void => void navigate({ to: '/alerts', search: next, replace: true })
  return (
    <Page title={view ?? say(MAP.alerts)}>
      <div className="alerts-page">
        <div className="alerts-head">
          <SavedViews filter={filter} />
          <SearchField
            label={say(ALERTS.search)}
            text={filter.text ?? ''}
            onText={(text) => set({ ...filter, text })}
          />
          <Facets
            filter={filter}
            onToggle={(name, value) => set({ ...filter, [name]: toggled(filter[name], value) })}
            onTeams={(team) => set({ ...filter, team })}
            onClear={() => set({})}
          />
        </div>
        {list.error && !list.isReady && <Failure error={list.error} />}
        {!list.isReady && !list.error && <Loading />}
        {list.isReady && <Answerable key={JSON.stringify(filter)} {...{ filter, list, found }} />}
      </div>
    </Page>
  )
}

type Answering = {
  readonly filter: Filter
  readonly list: ReturnType<typeof useAlertList>
  /** How many open alerts the filter lets through, where that is known without looking at each. */
  readonly found: number | undefined
}

/** The list under a cursor, with what is selected in it. */
function Answerable({ filter, list, found }: Answering) {
  const { say } = useSpeech()
  const navigate = useNavigate()
  const { answer, answerMany, asking } = useAnswers()
  const [cursor, setCursor] = useState(-1)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [isAsking, setAsking] = useState(false)
  const { alerts } = list
  const current = alerts[cursor]
  const select = (id: string): void => setSelected(withToggled(selected, id))
  const act = (action: Action): void => {
    if (selected.size > 0) answerMany({ ids: [...selected] }, action)
    else if (current) answer(current, action)
    setSelected(new Set())
  }
  useKeys({
    j: () => setCursor(Math.min(alerts.length - 1, cursor + 1)),
    k: () => setCursor(Math.max(0, cursor - 1)),
    x: () => current && select(current.id),
    a: () => act('acknowledge'),
    r: () => act('resolve'),
    e: () => current && answer(current, 'escalate'),
    Enter: () =>
      current && void navigate({ to: '/alerts/$id', params: { id: current.id }, search: filter }),
    Escape: () => (selected.size > 0 ? setSelected(new Set()) : setCursor(-1)),
  })
  if (alerts.length === 0 && !list.hasMore) return <NoAlerts filter={filter} />
  return (
    <>
      <Bar
        {...{ filter, found, selected, act }}
        onAll={() => setAsking(true)}
        onNone={() => setSelected(new Set())}
      />
      <AlertList
        {...{ alerts, filter, cursor, selected, select }}
        hasMore={list.hasMore}
        more={list.more}
        see={list.see}
        onAnswer={(alert: WireAlert, action: Action) => answer(alert, action)}
      />
      {asking}
      {isAsking && (
        <Confirm
          title={found === undefined ? say(ALERTS.ackAll) : say(ALERTS.ackAllAsk(String(found)))}
          text={say(ALERTS.ackAllMore)}
          action={say(codeWords('answer', 'acknowledge'))}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false)
            answerMany({ filter: { ...filter, state: filter.state ?? 'firing' } }, 'acknowledge')
          }}
        />
      )}
    </>
  )
}

function withToggled(known: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(known)
  if (!next.delete(id)) next.add(id)
  return next
}

/** How many there are, and what can be done with those that are selected, or with all. */
function Bar({
  found,
  selected,
  act,
  onAll,
  onNone,
}: {
  readonly filter: Filter
  readonly found: number | undefined
  readonly selected: ReadonlySet<string>
  readonly act: (action: Action) => void
  readonly onAll: () => void
  readonly onNone: () => void
}) {
  const { say, number } = useSpeech()
  const isSome = selected.size > 0
  return (
    <div className="bulk" role="toolbar" aria-label={say(MAP.alerts)}>
      <span className="muted">
        {isSome
          ? say(ALERTS.selected(number(selected.size)))
          : found !== undefined && say(ALERTS.found(number(found)))}
      </span>
      {isSome ? (
        <>
          <button type="button" className="primary" onClick={() => act('acknowledge')}>
            {say(codeWords('answer', 'acknowledge'))}
          </button>
          <button type="button" onClick={() => act('resolve')}>
            {say(codeWords('answer', 'resolve'))}
          </button>
          <button type="button" className="plain" onClick={onNone}>
            {say(ALERTS.unselect)}
          </button>
        </>
      ) : (
        found !== 0 && (
          <button type="button" onClick={onAll}>
            {say(ALERTS.ackAll)}
          </button>
        )
      )}
    </div>
  )
}

function NoAlerts({ filter }: { readonly filter: Filter }) {
  const { say } = useSpeech()
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  return (
    <Empty title={isFiltered ? ALERTS.none : ALERTS.nothing}>
      {isFiltered && <p>{say(ALERTS.noneMore)}</p>}
    </Empty>
  )
}
