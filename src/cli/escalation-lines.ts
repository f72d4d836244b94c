import type { WireEscalation } from '../api/wire.ts'

/** The way of an alert through an escalation policy, as lines for a terminal. */
export function escalationLines(run: WireEscalation): readonly string[] {
  const { escalationPolicy, policy, state, step, steps, round, rounds, nextAt, next } = run
  const rank = step === undefined ? 'before the first step' : `step ${step} of ${steps}`
  const turn = rounds > 1 ? `, round ${round} of ${rounds}` : ''
  const head = `  escalates by "${escalationPolicy}" (policy "${policy}"): ${state}, ${rank}${turn}`
  const why = run.endText ? [`            ${run.endText.en}`] : []
  const old = run.isOld
    ? ['            (it was edited since; this run keeps what it began with)']
    : []
  return [
    head,
    ...why,
    ...old,
    ...run.history.map(noteLine),
    ...nextLines({ state, nextAt, next, run }),
    ...(run.follows ?? []).map(followingLine),
  ]
}

function followingLine({ name, at, channels }: NonNullable<WireEscalation['follows']>[number]) {
  return `            follows   ${name} by ${channels.join(', ')} at ${at}, unless somebody answers`
}

function noteLine({ at, step, round, text, contacts }: WireEscalation['history'][number]): string {
  const where =
    step === undefined ? '' : `step ${step}${(round ?? 1) > 1 ? `, round ${round}` : ''}: `
  const who = contacts && contacts.length > 0 ? ` ${namesOf(contacts)}.` : ''
  return `            ${at} ${where}${text.en}${who}`
}

function nextLines({
  state,
  nextAt,
  next,
  run,
}: Pick<WireEscalation, 'state' | 'nextAt' | 'next'> & { run: WireEscalation }): readonly string[] {
  if (state === 'ended' || nextAt === undefined) return []
  if (state === 'answered') return [`            the acknowledgement runs out at ${nextAt}`]
  const held = run.mutedBy === undefined ? '' : `, held back by ${run.mutedBy}`
  if (!next) return [`            looked at again at ${nextAt}${held}`]
  const what = next.kind === 'fallback' ? 'the fallback contact group' : `step ${next.step}`
  return [`            next      ${what} at ${nextAt}: ${namesOf(next.contacts)}${held}`]
}

function namesOf(contacts: readonly { readonly name: string }[]): string {
  return contacts.map(({ name }) => name).join(', ')
}
