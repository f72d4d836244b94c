import type { Operation } from './operations.ts'

/** What alerts are filtered by, in a query and in a body. */
export const ALERT_FILTER = {
  state: '`firing`, `acknowledged`, `resolved`, or several with commas between them',
  severity: '`critical`, `error`, `warning`, `info`, or several with commas between them',
  source: 'the name of a source, or several with commas between them',
  text: 'words that all have to be in its title, name, source, key or labels, in any case',
} as const

const FILTER = '{ state?: string; severity?: string; source?: string; text?: string }'

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
