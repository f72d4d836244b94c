/** What a CloudEvent does to a problem: the standard has no word for it, so its own words are looked at. */
import type { EventKind } from '../../model/event.ts'
import { plainText, textAt } from '../../reading/json.ts'
import { attributeOf, type CloudEvent, dataRecord } from './envelope.ts'
import { fits } from './settings.ts'

/** Patterns for types of events, by what they do. */
export type Mapping = {
  readonly firing: readonly string[]
  readonly resolved: readonly string[]
  readonly acknowledged: readonly string[]
  readonly notices: readonly string[]
}

export type Phase = {
  readonly kind: EventKind
  /** The word that said so. */
  readonly word: string | undefined
  /** The type without that word: the same for the beginning and the end of one thing. */
  readonly baseType: string
}

/** First what the configuration says of its type, then its status, then the end of its type; else it is a notice. */
export function phaseOf(event: CloudEvent, mapping: Mapping): Phase {
  const type = plainText(attributeOf(event, 'type')) ?? ''
  const { base, last } = partsOf(type)
  const ending = ENDINGS.get(last)
  const configured = kindIn(mapping, type)
  if (configured !== undefined) {
    const isPhase = ending !== undefined || configured !== 'notice'
    return { kind: configured, word: isPhase ? last : undefined, baseType: isPhase ? base : type }
  }
  const baseType = ending === undefined ? type : base
  const status = statusOf(event)
  const said = STATUSES.get(status?.toLowerCase() ?? '')
  if (said !== undefined) return { kind: said, word: status, baseType }
  return ending === undefined
    ? { kind: 'notice', word: status, baseType }
    : { kind: ending, word: last, baseType }
}

function kindIn(mapping: Mapping, type: string): EventKind | undefined {
  const isIn = (patterns: readonly string[]) => patterns.some((pattern) => fits(pattern, type))
  if (isIn(mapping.firing)) return 'firing'
  if (isIn(mapping.resolved)) return 'resolved'
  if (isIn(mapping.acknowledged)) return 'acknowledged'
  return isIn(mapping.notices) ? 'notice' : undefined
}

/** The last word of a type, and what is before it; a version at its end belongs to neither. */
function partsOf(type: string): { readonly base: string; readonly last: string } {
  const plain = type.replace(/(?:[.:/_-]v?\d{1,9}){1,4}$/i, '')
  const match = /^(.*)[.:/]([^.:/]+)$/s.exec(plain)
  return { base: match?.[1] ?? plain, last: match?.[2]?.toLowerCase() ?? '' }
}

function statusOf(event: CloudEvent): string | undefined {
  const names = ['alertstatus', 'alertstate', 'status', 'state']
  for (const name of names) {
    const said = plainText(attributeOf(event, name))
    if (said !== undefined) return said
  }
  return textAt(dataRecord(event), 'alertStatus', 'alertState', 'alert_status', 'status', 'state')
}

/** Only what cannot mean anything else: data has a status of its own often enough. */
const STATUSES = wordMap({
  firing: 'firing fired alert alerting alarm triggered problem',
  resolved: 'resolved recovered ok cleared closed normal',
  acknowledged: 'acknowledged acked accepted',
})

/** The last word of a type says what the event is about. */
const ENDINGS = wordMap({
  firing:
    'firing fired alert alerting alarm triggered raised opened problem failed failure error down degraded unhealthy',
  resolved:
    'resolved recovered recovery cleared closed ok normal succeeded success successful restored up healthy',
  acknowledged: 'acknowledged acked',
})

function wordMap(
  words: Readonly<Record<'firing' | 'resolved' | 'acknowledged', string>>,
): ReadonlyMap<string, EventKind> {
  return new Map(
    (['firing', 'resolved', 'acknowledged'] as const).flatMap((kind) =>
      words[kind].split(' ').map((word) => [word, kind] as const),
    ),
  )
}
