/**
 * The system events that are known, from Alibaba Cloud's public lists: their names for people, and for each
 * phase the level and what it does to an alert. Names that are not in here work as well; they are
 * shown as the sender wrote them.
 */
import { assert } from '../../base/assert.ts'
import type { LocalText } from '../../model/text.ts'
import catalogueFile from './catalogue.json' with { type: 'json' }

/** What an event says of a problem: it is there, it is over, or there was never anything to follow. */
export type Phase = 'open' | 'closed' | 'notice'

/** One phase of a family as the lists give it. */
export type KnownStatus = { readonly level: string; readonly phase: Phase }

/** The events that share a name but for the phase at its end. */
export type EventFamily = {
  /** The products that emit it, spelled as they do. */
  readonly products: readonly string[]
  /** Without the phase: `Instance:SystemMaintenance.Reboot`. */
  readonly name: string
  /** `StatusNotification`, `Maintenance`, `Exception` and so on. */
  readonly eventType: string
  /** A phrase to put after the product's name, or a sentence where only that is known. */
  readonly text: LocalText
  /** A better title, where `{instance}` and `{state}` can be filled in. */
  readonly title?: LocalText
  /** By the phase in lower case. */
  readonly statuses: ReadonlyMap<string, KnownStatus>
}

/** Every family, in the order of the file. */
export const CATALOGUE: readonly EventFamily[] = catalogueFile.families.map(readFamily)

type FamilyEntry = (typeof catalogueFile.families)[number]

function readFamily(entry: FamilyEntry): EventFamily {
  const { titleEn, titleZh } = entry
  return {
    products: entry.products,
    name: entry.name,
    eventType: entry.eventType,
    text: wordsOf(entry.en, entry.zh, entry.name),
    title: titleEn && titleZh ? { en: titleEn, zh: titleZh } : undefined,
    statuses: new Map(entry.statuses.map(readStatus)),
  }
}

/** Where a language is missing the other stands in, and the bare name where both are. */
function wordsOf(en: string, zh: string, name: string): LocalText {
  const known = { en: en || zh || name, zh: zh || en || name }
  return known.en === known.zh ? known.en : known
}

function readStatus(entry: readonly string[]): [string, KnownStatus] {
  const [status, level, phase] = entry
  const isWhole = status !== undefined && level !== undefined
  const isPhase = phase === 'open' || phase === 'closed' || phase === 'notice'
  assert(
    isWhole && isPhase,
    `catalogue.json: ${JSON.stringify(entry)} is not [status, level, phase]`,
  )
  return [status.toLowerCase(), { level, phase }]
}

const FAMILIES = new Map<string, EventFamily>()
const SHARED_FAMILIES = new Map<string, EventFamily>()
const PRODUCTS = new Map<string, string>()
for (const family of CATALOGUE) {
  const name = family.name.toLowerCase()
  if (family.products.length > 1) SHARED_FAMILIES.set(name, family)
  for (const product of family.products) {
    FAMILIES.set(`${product.toLowerCase()} ${name}`, family)
    PRODUCTS.set(product.toLowerCase(), product)
  }
}

/**
 * The family of that name, whatever the case of both: the product's own, else one that several
 * products share (`Instance_Failover`), since a new product's are not in the lists yet.
 */
export function familyOf(product: string, name: string): EventFamily | undefined {
  const key = name.toLowerCase()
  return FAMILIES.get(`${product.toLowerCase()} ${key}`) ?? SHARED_FAMILIES.get(key)
}

/** A product as the lists spell it (`ecs` is `ECS`), so that a policy may match it exactly. */
export function productName(product: string): string {
  return PRODUCTS.get(product.toLowerCase()) ?? product
}
