import type {
  Configuration,
  ContactGroup,
  MessageTemplate,
  Policy,
} from '../model/configuration.ts'
import { withRoutes } from '../model/directory.ts'
import type { Matcher } from '../model/matcher.ts'
import { contactsOn } from '../model/schedule.ts'
import { SEVERITIES } from '../model/severity.ts'
import { entriesOf } from './assemble.ts'
import type { ReadConfiguration } from './definition.ts'
import { formatDuration } from './duration.ts'
import type { ReadRules } from './policy.ts'
import type { Findings, Place, WarningCode } from './problem.ts'
import { quote, type Read } from './reader.ts'
import { didYouMean } from './suggest.ts'
import { warnOfContactRules } from './warn-contact-rules.ts'
import { allTargets, warnOfEscalation } from './warn-escalation.ts'

type WarnOptions = {
  readonly configuration: Configuration
  readonly read: ReadConfiguration
  readonly findings: Findings<WarningCode>
  readonly tryTemplate?: (template: MessageTemplate) => readonly string[]
}

const TOP: Place = { from: 0, to: 0 }

/** What in a sound configuration is probably not meant: each a sentence, and what to do. */
export function warn(options: WarnOptions): void {
  const { configuration, read, findings } = options
  if (configuration.sources.length === 0)
    findings.add(
      'TOCSIN_CONFIG_NO_SOURCE',
      read.sources?.at ?? TOP,
      'There is no source, so no event can arrive. Add one under "sources".',
    )
  if (configuration.fallback === undefined)
    findings.add(
      'TOCSIN_CONFIG_NO_FALLBACK',
      TOP,
      'There is no "fallback": nobody is told when nobody else could be. Name a contact group.',
    )
  warnOfOpenDoors(options)
  warnOfContacts(options)
  warnOfContactRules(options)
  warnOfCalendars(options)
  warnOfGroups(options)
  warnOfUnused(options)
  warnOfTemplates(options)
  warnOfEscalation(options)
  warnOfMutes(options)
  for (const policy of configuration.policies) warnOfPolicy(policy, options)
}

/** Lists of addresses that hold every address ask nothing. */
function warnOfOpenDoors({ configuration, read, findings }: WarnOptions): void {
  const isOpen = (texts: readonly string[]): boolean => texts.some((text) => /\/0+$/.test(text))
  if (isOpen(configuration.trustedProxies ?? []))
    findings.add(
      'TOCSIN_CONFIG_ODD',
      read.trustedProxies?.at ?? TOP,
      'Every address is a trusted proxy, so anybody can write into X-Forwarded-For who they are. Name the proxies in front of the hub.',
    )
  for (const { name, guards } of configuration.sources)
    if (isOpen(guards?.allow ?? []))
      findings.add(
        'TOCSIN_CONFIG_ODD',
        read.sources?.value.get(name)?.at ?? TOP,
        `The source ${quote(name)} allows every address. Name those that send, or remove "allow".`,
      )
}

/** What of a calendar could not be used leaves a gap, or another layer's shift. */
function warnOfCalendars({ configuration, read, findings }: WarnOptions): void {
  for (const { name, at } of entriesOf(read.schedules)) {
    for (const layer of configuration.schedules.get(name)?.layers ?? []) {
      if (!('calendar' in layer)) continue
      for (const problem of layer.problems)
        findings.add(
          'TOCSIN_CONFIG_ODD',
          at,
          `The calendar ${quote(layer.calendar)} of the schedule ${quote(name)} is used in part. ${problem} Correct it there.`,
        )
    }
  }
}

function warnOfContacts({ configuration, read, findings }: WarnOptions): void {
  for (const { name, at } of entriesOf(read.contacts)) {
    const contact = configuration.contacts.get(name)
    if (contact === undefined || contact.endpoints.length > 0 || contact.mobile !== undefined)
      continue
    findings.add(
      'TOCSIN_CONFIG_UNREACHABLE',
      at,
      `The contact ${quote(name)} has neither endpoints nor a mobile number, so it is never told. Add one.`,
    )
  }
}

function warnOfGroups({ configuration, read, findings }: WarnOptions): void {
  for (const { name, at } of entriesOf(read.contactGroups)) {
    const group = configuration.contactGroups.get(name)
    if (group === undefined || reaches(configuration, group)) continue
    findings.add(
      'TOCSIN_CONFIG_UNREACHABLE',
      at,
      `The contact group ${quote(name)} reaches nobody: none of its contacts has an endpoint. Add a contact that has one.`,
    )
  }
}

function reaches(configuration: Configuration, group: ContactGroup): boolean {
  return group.contacts.some(
    (member) => (configuration.contacts.get(member)?.endpoints.length ?? 0) > 0,
  )
}

function warnOfUnused({ configuration, read, findings }: WarnOptions): void {
  const told = new Set(allTargets(configuration).flatMap(({ to }) => to ?? []))
  for (const { owners, handover } of configuration.schedules.values())
    for (const to of [owners, handover?.to]) if (to !== undefined) told.add(to)
  if (configuration.fallback !== undefined) told.add(configuration.fallback)
  for (const { name, at } of entriesOf(read.contactGroups)) {
    if (!told.has(name))
      findings.add(
        'TOCSIN_CONFIG_UNUSED',
        at,
        `The contact group ${quote(name)} is told by no policy. Name it in a "to", or remove it.`,
      )
  }
  const members = new Set([
    ...[...configuration.contactGroups.values()].flatMap((group) => group.contacts),
    ...[...configuration.schedules.values()].flatMap(contactsOn),
  ])
  // A calendar that is fetched may name anybody.
  const isOpen = [...configuration.schedules.values()].some(({ layers }) =>
    layers.some((layer) => 'calendar' in layer && layer.feed !== undefined),
  )
  for (const { name, at } of isOpen ? [] : entriesOf(read.contacts)) {
    if (!members.has(name))
      findings.add(
        'TOCSIN_CONFIG_UNUSED',
        at,
        `The contact ${quote(name)} is in no contact group and told by no policy. Put it into a group, or remove it.`,
      )
  }
}

function warnOfTemplates({ configuration, read, findings, tryTemplate }: WarnOptions): void {
  const { contacts, templates } = configuration
  const used = new Set([
    ...[...contacts.values()].map(({ template }) => template),
    ...allTargets(configuration).map(({ template }) => template),
  ])
  for (const { name, at } of entriesOf(read.templates)) {
    if (!used.has(name))
      findings.add(
        'TOCSIN_CONFIG_UNUSED',
        at,
        `The template ${quote(name)} is named by no policy and no contact. Name it in a "template", or remove it.`,
      )
    const template = templates.get(name)
    if (template === undefined) continue
    for (const fault of tryTemplate?.(template) ?? [])
      findings.add(
        'TOCSIN_CONFIG_TEMPLATE_FAILS',
        at,
        `The template ${quote(name)} was tried. ${fault} Then the default message is sent; correct the template, or see it with "tocsin preview".`,
      )
    const channels = template.raw === undefined ? [] : channelsOf(name, configuration)
    if (channels.length > 1)
      findings.add(
        'TOCSIN_CONFIG_ODD',
        at,
        `The template ${quote(name)} is raw, which fits one platform, but is told on ${channels.join(' and ')}. Give each platform its own.`,
      )
  }
}

/** The channels on which the template may be told. */
function channelsOf(template: string, configuration: Configuration): readonly string[] {
  const { contacts, contactGroups } = configuration
  const targets = allTargets(configuration)
  const ids = [
    ...[...contacts.values()]
      .filter((contact) => contact.template === template)
      .map(({ id }) => id),
    ...targets
      .filter((target) => target.template === template)
      .flatMap(({ to = '' }) => contactGroups.get(to)?.contacts ?? []),
  ]
  const channels = ids.flatMap((id) =>
    (contacts.get(id)?.endpoints ?? []).map(({ channel }) => channel),
  )
  return [...new Set(channels)].sort()
}

/** A route behind one that takes everything is never tried. */
function warnOfRoutes(rules: ReadRules, findings: WarnOptions['findings']): void {
  const routes = rules.routes?.value ?? []
  const takesAll = routes.findIndex(
    ({ value }) =>
      (value.match?.value ?? []).length === 0 &&
      value.when === undefined &&
      value.continue?.value !== true,
  )
  const [unreached] = takesAll === -1 ? [] : routes.slice(takesAll + 1)
  if (unreached !== undefined)
    findings.add(
      'TOCSIN_CONFIG_ODD',
      unreached.at,
      'This route is never tried: one before it takes every event and does not continue. Put it first, or add "continue: true" there.',
    )
  for (const { value } of routes) warnOfRoutes(value, findings)
}

function warnOfPolicy(policy: Policy, { configuration, read, findings }: WarnOptions): void {
  const named = read.policies?.value.get(policy.id)
  if (named === undefined) return
  if (named.entry) warnOfRoutes(named.entry.value, findings)
  const title = `The policy ${quote(policy.id)}`
  const tells = withRoutes(policy).some(
    ({ notify, escalate }) => notify.length > 0 || escalate !== undefined,
  )
  if (!tells)
    findings.add(
      'TOCSIN_CONFIG_TELLS_NOBODY',
      named.at,
      `${title} tells nobody. Add "notify: [{ to: … }]".`,
    )
  for (const [index, { to = '' }] of policy.notify.entries()) {
    const target = named.entry?.value.notify?.value[index]?.value.to
    const contact = configuration.contacts.get(to)
    if (target === undefined || contact === undefined || contact.endpoints.length > 0) continue
    findings.add(
      'TOCSIN_CONFIG_UNREACHABLE',
      target.at,
      `${title} tells the contact ${quote(to)}, which has no endpoint. Name one that has.`,
    )
  }
  const { repeatMs, intervalMs } = policy.group
  if (repeatMs < intervalMs)
    findings.add(
      'TOCSIN_CONFIG_ODD',
      named.entry?.value.group?.at ?? named.at,
      `${title} repeats after ${formatDuration(repeatMs)}, but tells changes only every ${formatDuration(intervalMs)}. Make "repeat" the longer one.`,
    )
  const counting = withRoutes(policy).find(
    ({ noise, group }) => noise !== undefined && noise.count > 1 && group.by.includes('alert'),
  )
  if (counting !== undefined)
    findings.add(
      'TOCSIN_CONFIG_ODD',
      named.entry?.value.noise?.at ?? named.at,
      `${title} counts the events of each alert by itself, so a notice, which comes once, is never told. Group by labels, or leave "by" out.`,
    )
  warnOfMatchers(
    named.entry?.value.match?.value ?? [],
    `the policy ${quote(policy.id)} can never match`,
    { configuration, read, findings },
  )
}

/** Inhibitions and windows of maintenance that can never hold anything. */
function warnOfMutes(options: WarnOptions): void {
  const { inhibitions, maintenance } = options.read
  for (const { value } of inhibitions?.value ?? []) {
    const name = value.name ? ` ${quote(value.name.value)}` : ''
    for (const side of [value.source, value.target])
      warnOfMatchers(side?.value ?? [], `the inhibition${name} never holds anything`, options)
  }
  for (const { name, entry } of entriesOf(maintenance))
    warnOfMatchers(
      entry?.value.match?.value ?? [],
      `the maintenance ${quote(name)} never holds anything`,
      options,
    )
}

function warnOfMatchers(
  matchers: readonly Read<Matcher>[],
  title: string,
  { configuration, findings }: WarnOptions,
): void {
  const sources = configuration.sources.map((source) => source.name)
  const never = (at: Place, message: string) =>
    findings.add('TOCSIN_CONFIG_NEVER_MATCHES', at, message)
  for (const matcher of matchers) {
    const { at, value } = matcher
    const other = contradiction(matcher, matchers)
    if (other !== undefined)
      never(
        at,
        `${shown(other)} and ${shown(matcher)} exclude each other, so ${title}. Split it in two, or write one ${value.label}=~"a|b".`,
      )
    if (value.operator !== '=') continue
    if (value.label === 'source' && !sources.includes(value.value))
      never(
        at,
        `No source has the name in ${shown(matcher)}, so ${title}.${didYouMean(value.value, sources) || ' Define it under "sources".'}`,
      )
    if (value.label === 'severity' && !SEVERITIES.some((severity) => severity === value.value))
      never(
        at,
        `No event has the severity in ${shown(matcher)}, so ${title}.${didYouMean(value.value, SEVERITIES) || ` There are ${SEVERITIES.join(', ')}.`}`,
      )
  }
}

function shown({ written, value }: Read<Matcher>): string {
  return written ?? value.text
}

/** An equality on the same label whose value `matcher` does not let through; each pair once. */
function contradiction(
  matcher: Read<Matcher>,
  all: readonly Read<Matcher>[],
): Read<Matcher> | undefined {
  const { label, operator, test } = matcher.value
  return all.find((other) => {
    const fixes = other !== matcher && other.value.label === label && other.value.operator === '='
    const isLater = other.at.from > matcher.at.from
    return fixes && !(operator === '=' && isLater) && !test(other.value.value)
  })
}
