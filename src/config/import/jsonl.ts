// In: a line of JSON with a routing tree and labels, or with matchers. Out: a line with what Alertmanager would choose.
// The form is that of the conformance corpora: {id, config_yaml, labels, mode?, now?} gives {id, receivers, routes};
// {id, matcher | matchers, labels?, mode?} gives {id, parsed, match}; either may give {id, error, phase}.
import { z } from 'zod'
import { parseIsoTime } from '../../base/time.ts'
import { firstMismatch, type Matcher, readMatcher, readMatchers } from '../../model/matcher.ts'
import { MatcherSyntaxError } from '../../model/matcher-parts.ts'
import { compileTree } from '../../model/route-tree.ts'
import { isWithin } from '../../model/time-interval.ts'
import {
  type AlertmanagerRoute,
  type AlertmanagerRouting,
  readAlertmanagerRouting,
} from './alertmanager.ts'
import { ImportError } from './fields.ts'
import { showGoDuration } from './go-duration.ts'

const line = z.object({
  id: z.unknown(),
  config_yaml: z.string().optional(),
  matcher: z.string().optional(),
  matchers: z.union([z.string(), z.array(z.string())]).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  mode: z.enum(['fallback', 'classic', 'utf8']).optional(),
  now: z.iso.datetime({ offset: true }).optional(),
})

type Line = z.infer<typeof line>

/** Answers one line. Throws what JSON.parse and the shape's check throw for a line that is no case. */
export function answerRoutingLine(text: string): string {
  const read = line.parse(JSON.parse(text))
  const { id } = read
  try {
    return JSON.stringify({ id, ...(read.config_yaml === undefined ? judge(read) : choose(read)) })
  } catch (error) {
    if (error instanceof ImportError)
      return JSON.stringify({ id, error: error.message, phase: 'config' })
    if (error instanceof MatcherSyntaxError)
      return JSON.stringify({ id, error: error.message, phase: 'parse' })
    throw error
  }
}

function judge(read: Line): object {
  const matchers = matchersOf(read)
  const parsed = matchers.map(({ label, operator, value, text }) => ({
    name: label,
    op: operator,
    value,
    string: text,
  }))
  const match = firstMismatch(matchers, read.labels ?? {}) === undefined
  return { ...(parsed.length > 0 ? { parsed } : {}), match }
}

function matchersOf({ matcher, matchers = [], mode = 'fallback' }: Line): readonly Matcher[] {
  if (matcher !== undefined) return [readMatcher(matcher, mode)]
  const texts = typeof matchers === 'string' ? [matchers] : matchers
  return texts.flatMap((text) => readMatchers(text, mode))
}

function choose({ config_yaml = '', labels = {}, mode = 'fallback', now }: Line): object {
  const routing = readAlertmanagerRouting(config_yaml, mode)
  const found = compileTree(routing.root)(labels)
  const at = now === undefined ? undefined : parseIsoTime(now)?.at
  return {
    receivers: found.map(({ receiver }) => receiver),
    routes: found.map((route) => shown(route, { routing, labels, at })),
  }
}

type Facts = {
  readonly routing: AlertmanagerRouting
  readonly labels: Readonly<Record<string, string>>
  readonly at: number | undefined
}

function shown(route: AlertmanagerRoute, { routing, labels, at }: Facts): object {
  const holding = (names: readonly string[]): readonly string[] =>
    at === undefined
      ? []
      : names.filter((name) => isWithin(routing.timeIntervals.get(name) ?? [], at))
  const mutedBy = holding(route.muteTimeIntervals)
  const { activeTimeIntervals: active, muteTimeIntervals: mute } = route
  const isOutside = at !== undefined && active.length > 0 && holding(active).length === 0
  return {
    receiver: route.receiver,
    key: route.key,
    route_id: route.id,
    idx: route.index,
    group_by: [...route.groupBy].sort(),
    group_by_all: route.groupByAll,
    group_labels: Object.fromEntries(
      Object.entries(labels).filter(([name]) => route.groupByAll || route.groupBy.includes(name)),
    ),
    group_wait: showGoDuration(route.groupWaitMs),
    group_interval: showGoDuration(route.groupIntervalMs),
    repeat_interval: showGoDuration(route.repeatIntervalMs),
    ...(route.labels.size > 0 ? { labels: Object.fromEntries(route.labels) } : {}),
    ...(mute.length > 0 ? { mute_time_intervals: mute } : {}),
    ...(mutedBy.length > 0 ? { muted_by: mutedBy } : {}),
    ...(active.length > 0 ? { active_time_intervals: active } : {}),
    ...(isOutside ? { outside_active: true } : {}),
  }
}
