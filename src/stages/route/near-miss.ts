import { STORY_LIMITS } from '../../base/limits.ts'
import { nearestName } from '../../base/similar.ts'
import { type Condition, type ConditionFacts, conditionFacts } from '../../model/condition.ts'
import type { Policy } from '../../model/configuration.ts'
import type { Event, Labels } from '../../model/event.ts'
import { firstMismatch, type Matcher } from '../../model/matcher.ts'
import type { FailingMatcher, NearMiss } from '../../model/near-miss.ts'
import { inLanguage, type LocalText } from '../../model/text.ts'

/** What `nearMisses` gives. Thousands of policies are looked at; the words are made for the nearest only. */
export function decideNearMisses(
  event: Event,
  policies: readonly Policy[],
  wanting: readonly Policy[],
): readonly NearMiss[] {
  const { labels } = event
  const facts = conditionFacts(event)
  const wanted = new Set(wanting.map(({ id }) => id))
  const { nearMissesMax, nearMissesWorded } = STORY_LIMITS
  return policies
    .flatMap((policy) => missesIn(policy, { labels, facts, wanted }, []))
    .sort((one, other) => one.failing.length - other.failing.length)
    .slice(0, nearMissesWorded)
    .map(({ failing, ...miss }) => ({
      ...miss,
      failing: failing.map((one) =>
        'objection' in one ? failingCondition(one, facts) : failingMatcher(one, labels),
      ),
    }))
    .sort((one, other) => distance(one) - distance(other))
    .slice(0, nearMissesMax)
}

type Facts = {
  readonly labels: Labels
  readonly facts: ConditionFacts
  readonly wanted: ReadonlySet<string>
}

/** What may fail of a policy. */
type Rule = Matcher | Condition

/** A near miss before it is put into words. */
type Miss = Omit<NearMiss, 'failing'> & { readonly failing: readonly Rule[] }

function missesIn(policy: Policy, facts: Facts, above: readonly Rule[]): readonly Miss[] {
  const failing = [...above, ...failingOf(policy, facts)]
  const routes = policy.routes ?? []
  let taker: Policy | undefined
  const below = routes.flatMap((child) => {
    const takenBy = taker?.id
    if (takes(child, facts) && child.continues !== true) taker ??= child
    return missesIn(child, facts, failing).map((miss) =>
      takenBy !== undefined && miss.failing.length === 0 ? { ...miss, takenBy } : miss,
    )
  })
  // What a route below it tells, it tells by that route.
  const isTold = failing.length === 0 && takes(policy, facts)
  return isTold ? below : [{ policy: policy.id, failing }, ...below]
}

/** Whether it, or a route below it, is told. */
function takes(policy: Policy, facts: Facts): boolean {
  return facts.wanted.has(policy.id) || (policy.routes ?? []).some((child) => takes(child, facts))
}

/** The fewest matchers first; of as many, what may be a misspelling. */
function distance({ failing }: NearMiss): number {
  return failing.length * 2 - (failing.some(({ isSimilar }) => isSimilar) ? 1 : 0)
}

function failingOf({ match, when }: Policy, { labels, facts }: Facts): readonly Rule[] {
  const matchers = match.filter((matcher) => firstMismatch([matcher], labels) !== undefined)
  return when?.objection(facts) === undefined ? matchers : [...matchers, when]
}

function failingCondition(condition: Condition, facts: ConditionFacts): FailingMatcher {
  const why = condition.objection(facts) ?? ''
  return {
    matcher: `when ${condition.text}`,
    label: 'when',
    found: '',
    isSimilar: false,
    change: {
      en: `the condition ${quoted(condition.text)} would have to hold, ${inLanguage(why, 'en')}`,
      zh: `条件 ${quoted(condition.text)} 须成立，${inLanguage(why, 'zh')}`,
    },
  }
}

function failingMatcher(matcher: Matcher, labels: Labels): FailingMatcher {
  const { label, text } = matcher
  const found = Object.hasOwn(labels, label) ? labels[label] : undefined
  const similar = found === undefined ? similarName(label, labels) : similarValue(matcher, found)
  return {
    matcher: text,
    label,
    found: found ?? '',
    isSimilar: similar !== undefined,
    change: sentence(matcher, found, similar),
  }
}

/** What would have to be different: `label severity would have to be "critical", it is "warning"`. */
function sentence(
  matcher: Matcher,
  found: string | undefined,
  similar: string | undefined,
): LocalText {
  const wanted = wantedOf(matcher)
  const { label } = matcher
  const is =
    found === undefined
      ? { en: 'the event does not have it', zh: '事件没有该标签' }
      : { en: `it is ${quoted(found)}`, zh: `当前为 ${quoted(found)}` }
  const hint = similar === undefined ? { en: '', zh: '' } : hintOf(found, similar)
  return {
    en: `label ${label} would have to ${wanted.en}, ${is.en}${hint.en}`,
    zh: `标签 ${label} 须${wanted.zh}，${is.zh}${hint.zh}`,
  }
}

function hintOf(found: string | undefined, similar: string): { en: string; zh: string } {
  const like = quoted(similar)
  return found === undefined
    ? {
        en: `, but it has ${like}, which is nearly the same: is one misspelt?`,
        zh: `，但有相近的 ${like}：是否拼写有误？`,
      }
    : {
        en: `, which is nearly ${like}: is one misspelt?`,
        zh: `，与 ${like} 相近：是否拼写有误？`,
      }
}

function wantedOf({ operator, value, values }: Matcher): { en: string; zh: string } {
  const list = [...(values ?? [])].map(quoted)
  switch (operator) {
    case '=':
      return value === ''
        ? { en: 'be absent', zh: '不存在' }
        : { en: `be ${quoted(value)}`, zh: `为 ${quoted(value)}` }
    case '!=':
      return value === ''
        ? { en: 'have a value', zh: '有值' }
        : { en: `be other than ${quoted(value)}`, zh: `不为 ${quoted(value)}` }
    case '=~':
      return list.length > 0
        ? { en: `be ${list.join(' or ')}`, zh: `为 ${list.join(' 或 ')}` }
        : { en: `match ${quoted(value)}`, zh: `匹配 ${quoted(value)}` }
    case '!~':
      return { en: `not match ${quoted(value)}`, zh: `不匹配 ${quoted(value)}` }
  }
}

function quoted(text: string): string {
  return JSON.stringify(text)
}

function similarName(label: string, labels: Labels): string | undefined {
  return nearest(label, Object.keys(labels))
}

function similarValue({ values, operator }: Matcher, found: string): string | undefined {
  if (operator !== '=' && operator !== '=~') return undefined
  return nearest(found, values ?? [])
}

/** Numbers tell things apart: `web-1` is no misspelling of `web-2`. */
function nearest(written: string, known: Iterable<string>): string | undefined {
  const near = nearestName(written, known)
  const isNumbered = near !== undefined && withoutDigits(near) === withoutDigits(written)
  return near === '' || (isNumbered && near !== written) ? undefined : near
}

function withoutDigits(text: string): string {
  return text.replaceAll(/\d+/g, '')
}
