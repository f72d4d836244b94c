import { TocsinError } from '../../base/errors.ts'
import { ANSWER_LIMITS, MUTE_LIMITS } from '../../base/limits.ts'
import type { Store } from '../../contract/store.ts'
import type { AlertKey, DueGroup } from '../../model/settlement.ts'
import { editSilence, putSilence, release } from './answers.ts'
import { escalate } from './escalations.ts'
import { addInhibitors, adoptMutes, rulesFilled } from './inhibitors.ts'
import { append } from './intake-rows.ts'
import { adoptSources, alertEnd, endStorm, putStorm } from './life.ts'
import { addNotifications } from './notification-rows.ts'
import type { Reads } from './reads.ts'
import { flushAll } from './settle.ts'
import type { InTurn } from './turns.ts'

/** What looks at rows, decides and writes, one at a time of all hubs. */
export type DecideCommands =
  | 'tick'
  | 'tickEscalations'
  | 'tickAlerts'
  | 'adoptSources'
  | 'tickStorms'
  | 'adoptMutes'
  | 'fillInhibitors'
  | 'putSilence'
  | 'editSilence'
  | 'expireSilence'

export function decideCommands(inTurn: InTurn): Pick<Store, DecideCommands> {
  return {
    ...ticking(inTurn),
    ...muting(inTurn),
    ...silencing(inTurn),
  }
}

function ticking(
  inTurn: InTurn,
): Pick<Store, 'tick' | 'tickEscalations' | 'tickAlerts' | 'adoptSources' | 'tickStorms'> {
  return {
    tick: (options, work) =>
      failingLast(inTurn, async ({ connection, reads }, failed) => {
        const groups = await reads.dueGroups(options)
        const silences = groups.length > 0 ? await reads.answers.silences(options.now) : []
        const inhibitors = (slots: readonly string[]) => reads.mutes.inhibitors(slots, [])
        const due = await Promise.all(
          groups.map(async (group) => withRuns(await reads.dueGroup(group, options.now), reads)),
        )
        const decided = await Promise.allSettled(
          due.map(async (one) => await work(one, silences, { inhibitors })),
        )
        const flushed = decided.flatMap((one, index) => {
          if (one.status === 'fulfilled')
            return [{ groupId: groups[index]?.id ?? '', flush: one.value }]
          failed(one.reason)
          return []
        })
        flushAll(connection, flushed)
        return groups.length
      }),
    tickEscalations: (options, work) =>
      failingLast(inTurn, async ({ connection, reads }, failed) => {
        const parties = await reads.escalations.due(options)
        const silences = parties.length > 0 ? await reads.answers.silences(options.now) : []
        const inhibitors = (slots: readonly string[]) => reads.mutes.inhibitors(slots, [])
        const decided = await Promise.allSettled(
          parties.map(async (party) => await work(party, silences, { inhibitors })),
        )
        for (const one of decided) {
          if (one.status === 'rejected') failed(one.reason)
          else escalate(connection, one.value)
        }
        return parties.flat().length
      }),
    tickAlerts: (options, work) =>
      inTurn(async ({ connection, reads }) => {
        const alerts = await reads.life.dueAlerts(options)
        const ends = alerts.map((alert) => ({ id: alert.id, ...work(alert) }))
        for (const { id, nextAt } of ends) alertEnd(connection, id, nextAt)
        append(
          connection,
          ends.flatMap(({ event }) => event ?? []),
        )
        return alerts.length
      }),
    adoptSources: (options) => inTurn(async ({ connection }) => adoptSources(connection, options)),
    tickStorms: (options, work) =>
      inTurn(async ({ connection, reads }) => {
        const storms = await reads.life.dueStorms(options)
        for (const due of storms) {
          const { storm, notifications } = work(due)
          addNotifications(connection, notifications)
          if (storm) putStorm(connection, storm)
          else endStorm(connection, due.storm.policy, options.now)
        }
        return storms.length
      }),
  }
}

/** What could be decided is recorded; then what went wrong with the rest is said. */
async function failingLast<T>(
  inTurn: InTurn,
  work: (
    desk: Parameters<Parameters<InTurn>[0]>[0],
    failed: (reason: unknown) => void,
  ) => Promise<T>,
): Promise<T> {
  let failures: unknown[] = []
  const result = await inTurn((desk) => {
    failures = []
    return work(desk, (reason) => failures.push(reason))
  })
  if (failures.length > 0) throw failures[0]
  return result
}

/** A due group with its policy's runs for the alerts that it may tell. */
async function withRuns(
  due: DueGroup,
  { escalations }: Pick<Reads, 'escalations'>,
): Promise<DueGroup> {
  const subjects = new Set([...due.pending, ...due.firing].map(({ entry }) => entry.subjectId))
  const [runs, turns] = await Promise.all([escalations.of([...subjects]), escalations.turns()])
  return { ...due, escalations: runs.filter(({ policy }) => policy === due.group.policy), turns }
}

function muting(inTurn: InTurn): Pick<Store, 'adoptMutes' | 'fillInhibitors'> {
  return {
    adoptMutes: (options) =>
      inTurn(async ({ connection, reads }) => {
        await adoptMutes(connection, options)
        const filled = await reads.mutes.filledRules()
        return options.rules.filter((rule) => !filled.has(rule))
      }),
    async fillInhibitors(rules, work) {
      const limit = MUTE_LIMITS.fillMax
      let after: AlertKey | undefined
      do
        after = await inTurn(async ({ connection, reads }) => {
          const alerts = await reads.mutes.openAlerts({ limit, ...(after ? { after } : {}) })
          addInhibitors(connection, work(alerts))
          return alerts.length === limit ? alerts.at(-1) : undefined
        })
      while (after !== undefined)
      await inTurn(async ({ connection }) => rulesFilled(connection, rules))
    },
  }
}

/** They change items of groups and what is told, so that they take their turn. */
function silencing(inTurn: InTurn): Pick<Store, 'putSilence' | 'editSilence' | 'expireSilence'> {
  const expectRoom = async (reads: Reads, now: number): Promise<void> => {
    if ((await reads.answers.silences(now)).length < ANSWER_LIMITS.silencesMax) return
    throw new TocsinError(
      'TOCSIN_REQUEST_INVALID',
      `Expected at most ${ANSWER_LIMITS.silencesMax} silences that are not over, found as many already. Expire some first.`,
    )
  }
  return {
    putSilence: (silence, { now }) =>
      inTurn(async ({ connection, reads }) => {
        if (!(await reads.answers.silence(silence.id))) await expectRoom(reads, now)
        putSilence(connection, silence)
      }),
    editSilence: (edit) =>
      inTurn(async ({ connection, reads }) => {
        if (edit.before.endsAt <= edit.now) await expectRoom(reads, edit.now)
        editSilence(connection, edit)
      }),
    expireSilence: (silence, now) =>
      inTurn(async ({ connection }) => {
        putSilence(connection, { ...silence, endsAt: now })
        release(connection, silence.id, now)
      }),
  }
}
