// What explains what: while a source fires, its targets are not told. With Alertmanager's meaning, and all sources counted.
import { hash } from 'node:crypto'
import type { Labels } from './event.ts'
import { firstMismatch, type Matcher } from './matcher.ts'
import { compileTrees, type RouteNode, type Router } from './route-tree.ts'

/** A rule: what `target` matches is not told while something that `source` matches is open, with equal values in `equal`. */
export type Inhibition = {
  /** A digest of the rule itself: one that was edited is another. */
  readonly id: string
  /** For people. */
  readonly name: string
  readonly source: readonly Matcher[]
  readonly target: readonly Matcher[]
  readonly equal: readonly string[]
}

/** An open alert as a source of a rule. */
export type Inhibitor = {
  /** Of one rule and one set of values: what it has in common with its targets. */
  readonly slot: string
  readonly rule: string
  readonly alertId: string
  /** Whether it matches the rule's target as well: then it does not count for a target that is a source as well. */
  readonly isTarget: boolean
}

/** Begins every slot; the rule's id stands behind it. */
export const SLOT_PREFIX = 'inhibited:'

/** How many characters a rule's id has. */
export const RULE_ID_LENGTH = 22

/** A rule from what it says; `name` is made from its matchers where none is given. */
export function inhibitionOf(
  said: Omit<Inhibition, 'id' | 'name'> & { name?: string },
): Inhibition {
  const { source, target } = said
  const equal = [...new Set(said.equal)].sort()
  const texts = (matchers: readonly Matcher[]): readonly string[] =>
    [...new Set(matchers.map(({ text }) => text))].sort()
  const rule = [texts(source), texts(target), equal]
  return {
    source,
    target,
    equal,
    id: hash('sha256', JSON.stringify(rule), 'base64url').slice(0, RULE_ID_LENGTH),
    name: said.name ?? `${texts(source).join(', ')} > ${texts(target).join(', ')}`,
  }
}

type Side = RouteNode<Side> & { readonly rule: Inhibition }

/** Rules that are ready to be asked: looked up in an index, so that many cost an alert what a few do. */
export type Inhibitions = {
  readonly rules: readonly Inhibition[]
  readonly bySource: Router<Side>
  readonly byTarget: Router<Side>
}

/** Makes the rules ready. */
export function compileInhibitions(rules: readonly Inhibition[]): Inhibitions {
  const sides = (side: 'source' | 'target'): Router<Side> =>
    compileTrees(rules.map((rule) => ({ match: rule[side], rule })))
  return { rules, bySource: sides('source'), byTarget: sides('target') }
}

/** Where an open alert with these labels is a source. */
export function inhibitorsOf(
  { bySource }: Inhibitions,
  { id: alertId, labels }: { readonly id: string; readonly labels: Labels },
): readonly Inhibitor[] {
  return bySource(labels).map(({ rule }) => ({
    slot: slotOf(rule, labels),
    rule: rule.id,
    alertId,
    isTarget: firstMismatch(rule.target, labels) === undefined,
  }))
}

/** Where something with these labels is a target, in the order of the rules. */
export type TargetSlot = {
  readonly slot: string
  readonly rule: Inhibition
  /** Whether it matches the rule's source as well. */
  readonly isSource: boolean
}

export function targetSlots({ byTarget }: Inhibitions, labels: Labels): readonly TargetSlot[] {
  return byTarget(labels).map(({ rule }) => ({
    slot: slotOf(rule, labels),
    rule,
    isSource: firstMismatch(rule.source, labels) === undefined,
  }))
}

/** Which of the slot's open sources inhibits the target; the first of them. */
export function inhibiting(
  { isSource }: TargetSlot,
  inhibitors: readonly Inhibitor[],
): Inhibitor | undefined {
  // Two that match both sides would keep each other silent, and each itself.
  return isSource ? inhibitors.find(({ isTarget }) => !isTarget) : inhibitors[0]
}

/** An absent label equals an absent one, and an empty one. */
function slotOf({ id, equal }: Inhibition, labels: Labels): string {
  const values = equal.map((label) => (Object.hasOwn(labels, label) ? labels[label] : ''))
  return `${SLOT_PREFIX}${id}:${hash('sha256', JSON.stringify(values), 'base64url')}`
}
