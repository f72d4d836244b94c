import type { Operation } from './operations.ts'

/** What alerts are filtered by, in a query and in a body. */
export const ALERT_FILTER = {
  state: '`firing`, `acknowledged`, `resolved`, or several with commas between them',
  severity: '`critical`, `error`, `warning`, `info`, or several with commas between them',
  source: 'the name of a source, or several with commas between them',
  team: 'the name of a team, or several: alerts of the sources that they look after',
  text: 'words that all have to be in its title, name, source, key or labels, in any case',
} as const

const FILTER =
  '{ state?: string; severity?: string; source?: string; team?: string; text?: string }'

/** Templates, and what they would make. */
export const TEMPLATES: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/api/v1/templates', tag: 'Templates', role: 'viewer' },
    summary: 'The templates of the configuration',
    answer: '{ templates: WireTemplate[] }',
  },
  {
    ...{ method: 'post', path: '/api/v1/templates/preview', tag: 'Templates', role: 'viewer' },
    summary: 'What a template would make on DingTalk, Lark, WeCom and Slack; nothing is sent',
    body: "{ title?: string; text?: string; keepFields?: boolean; raw?: string; kind?: string; source?: string; payload?: string; language?: 'en' | 'zh' }",
    answer: 'WireTemplatePreview',
  },
]

/** Finding and answering many alerts, what is live, and what the configuration says. */
export const LISTS: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/api/v1/alert-counts', tag: 'Alerts', role: 'viewer' },
    summary: 'How many open alerts there are of each state, severity and source',
    answer: 'WireAlertCounts',
  },
  {
    ...{ method: 'post', path: '/api/v1/alerts/{action}', tag: 'Alerts', role: 'responder' },
    summary: 'Answers many alerts: those of `ids`, or all open ones that `filter` lets through',
    body: `{ by: string; comment?: string; via?: 'api' | 'cli' | 'console'; durationSeconds?: number; ids?: string[]; filter?: ${FILTER}; before?: string }`,
    answer: 'WireAnsweredMany',
  },
  {
    ...{ method: 'get', path: '/api/v1/live', tag: 'Hub', role: 'viewer' },
    summary: 'Server-sent events: `changed` with the topics of which something is new',
    content: 'text/event-stream',
  },
]

export const CONFIGURATION: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/api/v1/teams', tag: 'Configuration', role: 'viewer' },
    summary: 'Who looks after which sources, policies and schedules, and which teams are one’s own',
    answer: '{ teams: WireTeam[] }',
  },
  {
    ...{ method: 'get', path: '/api/v1/policies', tag: 'Configuration', role: 'viewer' },
    summary: 'The policies with their routes',
    answer: '{ policies: WirePolicy[]; fallback?: string }',
  },
  {
    ...{ method: 'get', path: '/api/v1/contacts', tag: 'Configuration', role: 'viewer' },
    summary: 'Contacts and groups, without addresses',
    answer:
      '{ contacts: WireContactDetails[]; groups: { id: string; contacts: string[] }[]; fallback?: string }',
  },
  {
    ...{ method: 'get', path: '/api/v1/escalation-policies', tag: 'Configuration', role: 'viewer' },
    summary: 'The steps of escalation policies',
    answer: '{ escalationPolicies: WireEscalationPolicy[] }',
  },
  {
    method: 'get',
    path: '/api/v1/escalation-policies/{name}/called',
    tag: 'Configuration',
    role: 'viewer',
    summary: 'Whom its first round would tell',
    query: {
      at: 'when the alert begins, with its zone; now unless given',
      severity: '`critical` unless given',
    },
    answer: 'WireCalled',
  },
  {
    ...{ method: 'get', path: '/api/v1/source-types', tag: 'Configuration', role: 'viewer' },
    summary: 'The types of sources, and how each is connected',
    answer: '{ types: WireSourceType[] }',
  },
]

/** The configuration where people edit it. */
export const REVISIONS: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/api/v1/configuration', tag: 'Configuration', role: 'viewer' },
    summary: 'What counts, where it comes from, and its text where people edit it; with an `ETag`',
    answer: 'WireConfiguration',
  },
  {
    ...{ method: 'put', path: '/api/v1/configuration', tag: 'Configuration', role: 'editor' },
    summary: 'Saves a text, which counts from then on',
    headers: { 'If-Match!': 'the `ETag` of what it is made from' },
    body: '{ text: string; comment?: string; secrets?: Record<string, string> }',
    answer: 'WireRevision',
  },
  {
    method: 'post',
    path: '/api/v1/configuration/check',
    ...{ tag: 'Configuration', role: 'editor' },
    summary: 'What is wrong with a text, and what differs from what counts',
    body: '{ text: string }',
    answer: 'WireCheckedText',
  },
  {
    method: 'post',
    path: '/api/v1/configuration/preview',
    ...{ tag: 'Configuration', role: 'editor' },
    summary: 'What a text would have sent in the last days, against what was sent',
    body: '{ text: string; durationSeconds?: number }',
    answer: 'WireConfigurationVolume',
  },
  {
    method: 'get',
    path: '/api/v1/configuration/revisions',
    ...{ tag: 'Configuration', role: 'viewer' },
    summary: 'The revisions that are kept, newest first',
    query: {
      limit: 'how many, 1 to 500; 50 unless given',
      before: 'the `next` of the page before',
    },
    answer: '{ revisions: WireRevision[]; next?: number }',
  },
  {
    method: 'get',
    path: '/api/v1/configuration/revisions/{number}',
    ...{ tag: 'Configuration', role: 'viewer' },
    summary: 'One of them with its text',
    answer: '{ revision: WireRevision; text: string }',
  },
  {
    method: 'post',
    path: '/api/v1/configuration/revisions/{number}/restore',
    ...{ tag: 'Configuration', role: 'editor' },
    summary: 'Saves its text again, as a new revision',
    headers: { 'If-Match!': 'the `ETag` of the configuration' },
    body: '{ comment?: string }',
    answer: 'WireRevision',
  },
  {
    ...{ method: 'get', path: '/api/v1/configuration/diff', tag: 'Configuration', role: 'viewer' },
    summary: 'What differs between two revisions',
    query: { 'from!': 'the number of one', 'to!': 'the number of the other' },
    answer: '{ from: WireRevision; to: WireRevision; changes: WireHunk[] }',
  },
  {
    method: 'get',
    path: '/api/v1/configuration/export',
    ...{ tag: 'Configuration', role: 'viewer' },
    summary: 'The text as a file; references stand for its secrets',
    query: { revision: 'its number; the newest unless given' },
    content: 'application/yaml',
  },
]
