import { useState } from 'react'
import type { WireAlert, WireReport } from '../../../src/api/wire.ts'
import type { WireMe } from '../../../src/api/wire-identity.ts'
import type { WireAnsweredMany } from '../../../src/api/wire-search.ts'
import { NameDialog } from '../ui/name-dialog.tsx'
import { tell } from '../ui/toast.tsx'
import { remembered } from '../util/remembered.ts'
import { codeWords } from '../words/codes.ts'
import { countOf } from '../words/common.ts'
import { type Phrase, phrase } from '../words/phrase.ts'
import { Problem, send } from './client.ts'
import { queryClient } from './queries.ts'

export type Action = 'acknowledge' | 'unacknowledge' | 'resolve' | 'silence' | 'escalate' | 'assign'

/** Which alerts of the hub an answer is for: these, or all that a filter lets through. */
export type Wanted = { readonly ids: readonly string[] } | { readonly filter: object }

function signedInName(): string | undefined {
  const me = queryClient.getQueryData<WireMe>(['configuration', 'me'])
  return me?.caller?.kind === 'user' ? me.caller.name : undefined
}

type Pending = { readonly go: (by: string) => void }

/** Answers alerts. Whoever has not said who they are is asked first: `asking` is to be drawn then. */
export function useAnswers() {
  const [pending, setPending] = useState<Pending>()
  const named = (go: (by: string) => void): void => {
    // Who has signed in speaks in their own name: the hub puts it in.
    const by = signedInName() ?? remembered('name')
    if (by === undefined || by === '') setPending({ go })
    else go(by)
  }
  return {
    /** One alert, with what the action needs. */
    answer: (alert: WireAlert, action: Action, more: object = {}) =>
      named((by) => void answerOne(alert, action, { ...more, by })),
    answerMany: (wanted: Wanted, action: Action) =>
      named((by) => void answerMany(wanted, action, by)),
    asking: pending && (
      <NameDialog
        onClose={() => setPending(undefined)}
        onNamed={(by) => {
          setPending(undefined)
          pending.go(by)
        }}
      />
    ),
  }
}

const BECOMES: Partial<Record<Action, string>> = {
  acknowledge: 'acknowledged',
  unacknowledge: 'firing',
  resolve: 'resolved',
}

/** What is to be seen is shown at once; what the hub says of it follows. */
async function answerOne(
  alert: WireAlert,
  action: Action,
  body: object & { readonly by: string },
): Promise<void> {
  const state = BECOMES[action]
  if (state !== undefined) show(alert.id, { state, acknowledgedBy: body.by })
  try {
    const report = await send<WireReport>('POST', `alerts/${alert.id}/${action}`, {
      ...body,
      via: 'console',
    })
    show(alert.id, { ...report.alert })
    const isDone = report.verdict === 'done'
    tell({
      tone: isDone ? 'good' : 'bad',
      text: isDone ? doneText(action) : codeWords('verdict', report.verdict),
      ...(isDone && action === 'acknowledge'
        ? { undo: () => void answerOne(alert, 'unacknowledge', { by: body.by }) }
        : {}),
    })
  } catch (error) {
    show(alert.id, { ...alert })
    tellFailure(error)
  }
}

/** Request after request, until all that the filter lets through were answered. */
async function answerMany(wanted: Wanted, action: Action, by: string): Promise<void> {
  const ids: string[] = []
  let done = 0
  let before: string | undefined
  if ('ids' in wanted) for (const id of wanted.ids) show(id, { state: BECOMES[action] ?? 'firing' })
  try {
    do {
      const body = { ...wanted, by, via: 'console', ...(before === undefined ? {} : { before }) }
      const answered = await send<WireAnsweredMany>('POST', `alerts/${action}`, body)
      done += answered.verdicts['done'] ?? 0
      ids.push(...answered.ids)
      before = answered.next
    } while (before !== undefined)
    const { en, zh } = countOf(done)
    const text = doneText(action)
    const canUndo = action === 'acknowledge' && done > 0 && ids.length === done && done <= 500
    tell({
      tone: 'good',
      text: phrase(`${text.en}: ${en}`, `${text.zh}：${zh}`),
      ...(canUndo ? { undo: () => void answerMany({ ids }, 'unacknowledge', by) } : {}),
    })
  } catch (error) {
    tellFailure(error)
  }
  void queryClient.invalidateQueries({ queryKey: ['alerts'] })
}

/** Changes an alert wherever it is shown. */
function show(id: string, change: Partial<WireAlert>): void {
  queryClient.setQueriesData({ queryKey: ['alerts'] }, (known: unknown) =>
    changed(known, id, change),
  )
}

/** Answers of the hub hold alerts alone and in lists. */
function changed(known: unknown, id: string, change: Partial<WireAlert>): unknown {
  if (Array.isArray(known)) return known.map((one) => changed(one, id, change))
  if (typeof known !== 'object' || known === null) return known
  if ('id' in known && known.id === id && 'openedAt' in known) return { ...known, ...change }
  for (const name of ['alerts', 'alert'] as const) {
    if (!(name in known)) continue
    const inner: unknown = Object.entries(known).find(([key]) => key === name)?.[1]
    return { ...known, [name]: changed(inner, id, change) }
  }
  return known
}

function doneText(action: Action): Phrase {
  switch (action) {
    case 'acknowledge':
      return phrase('Acknowledged', '已确认')
    case 'unacknowledge':
      return phrase('Given back', '已撤销确认')
    case 'resolve':
      return phrase('Resolved', '已标记恢复')
    case 'silence':
      return phrase('Silenced for an hour', '已静默 1 小时')
    case 'escalate':
      return phrase('The next step was called', '已通知下一级')
    case 'assign':
      return phrase('Given', '已转交')
  }
}

/** Says what the hub answered instead. */
export function tellFailure(error: unknown): void {
  if (!(error instanceof Problem)) throw error
  const text =
    error.status === 0
      ? phrase('The hub does not answer. Nothing was changed.', '中枢没有应答，未作任何更改。')
      : phrase(error.message, error.message)
  tell({ tone: 'bad', text })
}
