/**
 * Three problems can an application have: its last sync failed, it is degraded, it cannot be compared with its repository.
 * Each has a key of its own, so that each trigger's opposite ends it and nothing else.
 */
import { ARGOCD_LIMITS } from '../../base/limits.ts'
import type { EventField, EventKind, EventLink, ParsedEvent } from '../../model/event.ts'
import type { Severity } from '../../model/severity.ts'
import type { LocalText } from '../../model/text.ts'
import {
  boundedFields,
  boundedLabels,
  boundedName,
  boundedTitle,
  keyOf,
} from '../../reading/bounds.ts'
import { digestOf, field, joined, timeField } from '../../reading/parts.ts'
import { webLink } from '../../reading/web-links.ts'
import type { Content } from './content.ts'
import type { AppFacts } from './facts.ts'

/** What is said of one problem, or of none. */
type Statement = {
  readonly kind: EventKind
  /** The problem's key within the application; a notice has none. */
  readonly problem: Problem | undefined
  /** The trigger whose name it goes by. */
  readonly name: string
  readonly status: string
  readonly words: LocalText
  readonly severity: Severity
}

/** Each problem by the trigger of the catalogue that tells of it, and in words. */
const PROBLEMS = {
  operation: { name: 'on-sync-failed', words: { en: 'sync failed', zh: '同步失败' } },
  health: { name: 'on-health-degraded', words: { en: 'degraded', zh: '已降级' } },
  comparison: {
    name: 'on-sync-status-unknown',
    words: { en: 'sync status unknown', zh: '同步状态未知' },
  },
} as const

type Problem = keyof typeof PROBLEMS

/** The events that a message makes, in the order of their weight; at least one. */
export function eventsOf(facts: AppFacts, content: Content): readonly ParsedEvent[] {
  const { identity } = facts
  if (identity === undefined) return [unknownMessage(facts, content)]
  const said = statements(facts)
  const events = said.map((statement) => eventOf(statement, facts, { identity, content }))
  return events.length > 0 ? events : [unknownMessage(facts, content)]
}

function statements(facts: AppFacts): readonly Statement[] {
  const all = [...lifeOf(facts), ...syncOf(facts), ...healthOf(facts), ...comparisonOf(facts)]
  const problems = all.filter(({ kind }) => kind === 'firing')
  const ends = all.filter(({ kind }) => kind === 'resolved')
  // What ends something that is open here is told as its end; that it was deployed is news by itself.
  const notices = problems.length > 0 ? [] : all.filter(({ kind }) => kind === 'notice').slice(0, 1)
  return [...problems, ...ends, ...notices]
}

function lifeOf({ life }: AppFacts): Statement[] {
  if (life === 'created') return [note('on-created', 'Created', { en: 'created', zh: '已创建' })]
  if (life !== 'deleted') return []
  const words: LocalText = { en: 'deleted', zh: '已删除' }
  return [
    over('operation', 'Deleted', words),
    over('health', 'Deleted', words),
    over('comparison', 'Deleted', words),
    note('on-deleted', 'Deleted', words),
  ]
}

function syncOf({ phase, health }: AppFacts): Statement[] {
  switch (phase) {
    case 'Failed':
    case 'Error':
      return [fires('operation', phase, 'error')]
    case 'Succeeded': {
      const isDeployed = health === 'Healthy'
      const words: LocalText = isDeployed
        ? { en: 'deployed', zh: '部署成功' }
        : { en: 'sync succeeded', zh: '同步成功' }
      return [
        over('operation', phase, { en: 'sync succeeded', zh: '同步成功' }),
        note(isDeployed ? 'on-deployed' : 'on-sync-succeeded', phase, words),
      ]
    }
    case 'Running':
    case 'Terminating':
      return [note('on-sync-running', phase, { en: 'syncing', zh: '正在同步' })]
    default:
      return []
  }
}

function healthOf({ health }: AppFacts): Statement[] {
  if (health === 'Degraded') return [fires('health', health, 'critical')]
  if (health !== 'Healthy') return []
  return [over('health', health, { en: 'healthy', zh: '健康' })]
}

function comparisonOf({ sync, phase }: AppFacts): Statement[] {
  if (sync === 'Unknown') return [fires('comparison', sync, 'warning')]
  // What could be synced could be compared.
  const known = sync ?? (phase === 'Succeeded' ? 'Synced' : undefined)
  if (known === undefined) return []
  const words: LocalText =
    known === 'Synced' ? { en: 'synced', zh: '已同步' } : { en: 'out of sync', zh: '未同步' }
  return [over('comparison', known, words)]
}

function fires(problem: Problem, status: string, severity: Severity): Statement {
  const { name, words } = PROBLEMS[problem]
  return { kind: 'firing', problem, name, status, words, severity }
}

function over(problem: Problem, status: string, words: LocalText): Statement {
  const { name } = PROBLEMS[problem]
  return { kind: 'resolved', problem, name, status, words, severity: 'info' }
}

function note(name: string, status: string, words: LocalText): Statement {
  return { kind: 'notice', problem: undefined, name, status, words, severity: 'info' }
}

function eventOf(
  { kind, problem, name, status, words, severity }: Statement,
  facts: AppFacts,
  { identity, content }: { readonly identity: string; readonly content: Content },
): ParsedEvent {
  const isNotice = problem === undefined
  const noticeKey = keyOf('argocd', identity, digestOf(content.raw))
  const shown = boundedName(identity) || 'application'
  return {
    kind,
    dedupKey: isNotice ? noticeKey : keyOf('argocd', identity, problem),
    ...(isNotice && isDated(facts) ? { deliveryKey: noticeKey } : { recurs: true as const }),
    name,
    // An end goes by the name of what has ended.
    title: boundedTitle(
      joined(`Argo CD ${shown}`, problem === undefined ? words : PROBLEMS[problem].words),
    ),
    severity,
    status,
    statusText: words,
    labels: boundedLabels({
      product: 'Argo CD',
      name,
      status,
      resource: identity,
      application: facts.name,
      namespace: facts.namespace,
      project: facts.project,
    }),
    fields: fieldsOf(facts),
    links: linksOf(facts),
    raw: content.raw,
  }
}

/**
 * The same words again are news, unless they say of when or of what revision they are: then they are of one deployment, by
 * a trigger's twin or sent again.
 */
function isDated({ time, revision }: AppFacts): boolean {
  return time !== undefined || revision !== undefined
}

function fieldsOf(facts: AppFacts): readonly EventField[] {
  return boundedFields([
    ...field('Message', '消息', facts.message),
    ...field('Application', '应用', facts.identity),
    ...field('Sync result', '同步结果', facts.phase),
    ...field('Sync status', '同步状态', facts.sync),
    ...field('Health', '健康状态', facts.health),
    ...timeField(facts.time),
    ...field('Revision', '版本', facts.revision),
    ...field('Repository', '仓库', facts.repository),
    ...field('Project', '项目', facts.project),
  ])
}

function linksOf({ url }: AppFacts): EventLink[] {
  return webLink({ en: 'Argo CD', zh: 'Argo CD' }, url)
}

/** What no template that is known makes is told as it is. */
function unknownMessage(facts: AppFacts, content: Content): ParsedEvent {
  const key = keyOf('argocd', digestOf(content.raw))
  const text = content.texts.find((one) => firstLine(one) !== '') ?? content.raw
  const line = boundedName(firstLine(text)) || 'Argo CD'
  const isTrouble = TROUBLE.test(text.slice(0, ARGOCD_LIMITS.textLengthMax))
  return {
    kind: 'notice',
    dedupKey: key,
    ...(isDated(facts) ? { deliveryKey: key } : { recurs: true as const }),
    name: 'Notification',
    title: boundedTitle(line.includes('Argo CD') ? line : `Argo CD · ${line}`),
    severity: isTrouble ? 'warning' : 'info',
    labels: boundedLabels({
      product: 'Argo CD',
      name: 'Notification',
      resource: facts.identity,
      application: facts.name,
    }),
    fields: boundedFields([
      ...field('Message', '消息', text.slice(0, ARGOCD_LIMITS.textLengthMax)),
      ...field('Application', '应用', facts.identity),
    ]),
    links: linksOf(facts),
    raw: content.raw,
  }
}

function firstLine(text: string): string {
  const [line = ''] = text.trimStart().split('\n', 1)
  return line.replace(/^[\s>#*"'{[-]+/, '').trim()
}

const TROUBLE = /fail|error|degraded|unknown|失败|错误|异常|降级/i
