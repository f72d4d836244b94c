// Silences of the hub by Alertmanager's API: those that are for this source only may be changed there.
import { TocsinError } from '../../../base/errors.ts'
import { type OpenApiRefusal, openApiText } from '../../../base/openapi-refusal.ts'
import type { Matcher } from '../../../model/matcher.ts'
import { hubLabel } from '../../../model/sent-label.ts'
import { type Silence, silenceState } from '../../../model/silence.ts'
import type { ApiOptions } from '../../options.ts'
import { idOfUuid, isUuid, uuidOfId } from './silence-id.ts'
import {
  concerns,
  ownMatchers,
  type PostedSilence,
  readPostedSilence,
  sourceMatcher,
  wireSilence,
} from './silence-wire.ts'

export type SilenceOptions = Pick<ApiOptions, 'store' | 'clock' | 'newId' | 'muting'>

/** Those that concern the source and have each of the matchers: active ones first, the next to end first. */
export async function listSilences(
  { store, clock }: SilenceOptions,
  { source, filter }: { readonly source: string; readonly filter: readonly Matcher[] },
): Promise<readonly ReturnType<typeof wireSilence>[]> {
  const now = clock.now()
  const kept = await store.silences({ endAfter: 0 })
  return kept
    .filter((silence) => concerns(silence, source) !== 'no' && hasAll(silence, filter))
    .sort((one, other) => inOrder(one, other, now))
    .map((silence) => wireSilence(silence, now))
}

/** The same names, operators and values; which values they take is not looked at. */
function hasAll(silence: Silence, filter: readonly Matcher[]): boolean {
  if (filter.length === 0) return true
  const own = ownMatchers(silence)
  return filter.every((wanted) =>
    own.some(
      ({ label, operator, value }) =>
        label === hubLabel(wanted.label) && operator === wanted.operator && value === wanted.value,
    ),
  )
}

function inOrder(one: Silence, other: Silence, now: number): number {
  const state = silenceState(one, now)
  const otherState = silenceState(other, now)
  if (state !== otherState) return ORDER.indexOf(state) - ORDER.indexOf(otherState)
  if (state === 'pending') return one.startsAt - other.startsAt
  return state === 'active' ? one.endsAt - other.endsAt : other.endsAt - one.endsAt
}

const ORDER = ['active', 'pending', 'expired'] as const

/** The silence with this UUID where it concerns the source. */
export async function findSilence(
  { store }: Pick<SilenceOptions, 'store'>,
  { source, uuid }: { readonly source: string; readonly uuid: string },
): Promise<Silence | undefined> {
  const silence = isUuid(uuid) ? await store.silence(idOfUuid(uuid)) : undefined
  return silence && concerns(silence, source) !== 'no' ? silence : undefined
}

/** Makes the silence, or changes the one that it names. Gives the UUID by which it goes on. */
export async function postSilence(
  options: SilenceOptions,
  source: string,
  request: { readonly body: Uint8Array; readonly contentType: string | undefined },
): Promise<{ readonly silenceID: string } | OpenApiRefusal> {
  const { clock, newId, muting } = options
  const now = clock.now()
  const posted = readPostedSilence(request, now)
  if ('status' in posted) return posted
  const before = await findSilence(options, { source, uuid: posted.uuid })
  if (posted.uuid !== '' && before === undefined) return openApiText(404, 'silence not found')
  if (before && concerns(before, source) !== 'only') return NOT_ITS_OWN
  const wanted = wantedSilence(posted, { before, source, now, newId })
  try {
    if (before) return { silenceID: uuidOfId((await muting.edit(before, wanted)).id) }
    await muting.put(wanted)
    return { silenceID: uuidOfId(wanted.id) }
  } catch (error) {
    if (error instanceof TocsinError) return openApiText(400, error.message)
    throw error
  }
}

/** A key is for one source, and so is what is done with it. */
export const NOT_ITS_OWN = openApiText(
  403,
  'this silence is not for this source only: change it in Tocsin',
)

function wantedSilence(
  posted: PostedSilence,
  facts: {
    readonly before: Silence | undefined
    readonly source: string
    readonly now: number
    readonly newId: () => string
  },
): Silence {
  const { before, source, now, newId } = facts
  const { createdBy, comment, endsAt } = posted
  const texts = posted.matchers.map(({ text }) => text)
  const isUnchanged =
    before !== undefined &&
    JSON.stringify(ownMatchers(before).map(({ text }) => text)) === JSON.stringify(texts)
  return {
    id: before?.id ?? newId(),
    ...(before?.kind ? { kind: before.kind } : {}),
    matchers: isUnchanged ? before.matchers : [sourceMatcher(source), ...texts],
    // Of one that there is: a start that is past makes it another one.
    startsAt: before ? posted.startsAt : Math.max(now, posted.startsAt),
    endsAt,
    ...(before?.recurs ? { recurs: before.recurs } : {}),
    createdBy,
    comment,
  }
}
