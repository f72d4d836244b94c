// The services of upstream as data: what their options are, what their part of a template is, and how parts are merged.
import {
  ANYTHING,
  DURATION,
  FLAG,
  INTEGER,
  listOf,
  mapOf,
  type Shape,
  structOf,
  TEXT,
} from './decode.ts'

/** Connections of services that are plain HTTP. */
const TRANSPORT = {
  insecureSkipVerify: FLAG,
  maxIdleConns: INTEGER,
  maxIdleConnsPerHost: INTEGER,
  maxConnsPerHost: INTEGER,
  idleConnTimeout: TEXT,
}

function texts(...names: readonly string[]): Record<string, Shape> {
  return Object.fromEntries(names.map((name) => [name, TEXT]))
}

const BASIC_AUTH = structOf('services.BasicAuth', texts('username', 'password'))
const HEADER = structOf('services.Header', texts('name', 'value'))

/** The options of each type of service. */
export const SERVICE_OPTIONS: ReadonlyMap<string, Shape> = new Map(
  Object.entries<readonly [go: string, fields: Readonly<Record<string, Shape>>]>({
    webhook: [
      'WebhookOptions',
      {
        url: TEXT,
        headers: listOf(HEADER),
        basicAuth: BASIC_AUTH,
        retryWaitMin: DURATION,
        retryWaitMax: DURATION,
        retryMax: INTEGER,
        ...TRANSPORT,
      },
    ],
    slack: [
      'SlackOptions',
      {
        ...texts('username', 'icon', 'token', 'signingSecret', 'apiURL'),
        channels: listOf(TEXT),
        disableUnfurl: FLAG,
        ...TRANSPORT,
      },
    ],
    teams: ['TeamsOptions', { recipientUrls: mapOf(TEXT), ...TRANSPORT }],
    'teams-workflows': ['TeamsWorkflowsOptions', { recipientUrls: mapOf(TEXT), ...TRANSPORT }],
    email: [
      'EmailOptions',
      {
        ...texts('host', 'username', 'password', 'from'),
        port: INTEGER,
        insecure_skip_verify: FLAG,
        html: FLAG,
      },
    ],
    alertmanager: [
      'AlertmanagerOptions',
      {
        targets: listOf(TEXT),
        ...texts('scheme', 'apiPath', 'bearerToken'),
        basicAuth: BASIC_AUTH,
        timeout: INTEGER,
        ...TRANSPORT,
      },
    ],
    grafana: ['GrafanaOptions', { ...texts('apiUrl', 'apiKey'), ...TRANSPORT }],
    github: [
      'GitHubOptions',
      {
        appID: ANYTHING,
        installationID: ANYTHING,
        ...texts('privateKey', 'enterpriseBaseURL'),
        ...TRANSPORT,
      },
    ],
    googlechat: ['GoogleChatOptions', { webhooks: mapOf(TEXT), ...TRANSPORT }],
    mattermost: ['MattermostOptions', { ...texts('apiURL', 'token'), ...TRANSPORT }],
    telegram: ['TelegramOptions', texts('token')],
    pagerduty: ['PagerdutyOptions', texts('token', 'from', 'serviceId')],
    pagerdutyv2: ['PagerdutyV2Options', { serviceKeys: mapOf(TEXT) }],
    opsgenie: ['OpsgenieOptions', { apiUrl: TEXT, apiKeys: mapOf(TEXT), ...TRANSPORT }],
    rocketchat: [
      'RocketChatOptions',
      texts('alias', 'email', 'password', 'serverUrl', 'avatar', 'icon'),
    ],
    webex: ['WebexOptions', { ...texts('token', 'apiURL'), ...TRANSPORT }],
    newrelic: ['NewrelicOptions', { ...texts('apiKey', 'apiURL'), ...TRANSPORT }],
    pushover: ['PushoverOptions', texts('token')],
    awssqs: ['AwsSqsOptions', texts('queue', 'account', 'region', 'endpointUrl', 'key', 'secret')],
    gcppubsub: ['GcpPubsubOptions', texts('topic', 'project', 'keyFile')],
    nats: [
      'NatsOptions',
      { ...texts('url', 'nkey', 'username', 'password'), headers: mapOf(TEXT) },
    ],
  }).map(([type, [go, fields]]) => [type, structOf(`services.${go}`, fields)]),
)

/** How the parts of several templates become one: what says something wins, or whatever comes later. */
export type MergeRule = 'fields' | 'part' | 'named'

/** The part of a service in a template. */
export type Part = {
  /** As the ConfigMap has it; also the type of the service. */
  readonly name: string
  readonly merge: MergeRule
  readonly shape: Shape
  /** Fields that are no templates, though they are text. */
  readonly verbatim: readonly string[]
  /** What stands where the template says nothing. */
  readonly defaults?: Readonly<Record<string, string>>
}

const CARD = texts('template', 'title', 'summary', 'text', 'facts', 'sections', 'potentialAction')

const GITHUB = {
  ...texts('repoURLPath', 'revisionPath'),
  status: structOf('services.GitHubStatus', texts('state', 'label', 'targetURL')),
  deployment: structOf('services.GitHubDeployment', {
    ...texts('state', 'environment', 'environmentURL', 'logURL', 'reference'),
    requiredContexts: listOf(TEXT),
    autoMerge: FLAG,
    transientEnvironment: FLAG,
  }),
  pullRequestComment: structOf('services.GitHubPullRequestComment', texts('content', 'commentTag')),
  checkRun: structOf('services.GitHubCheckRun', {
    ...texts('name', 'details_url', 'status', 'conclusion', 'started_at', 'completed_at'),
    output: structOf('services.GitHubCheckRunOutput', texts('title', 'summary', 'text')),
  }),
  repositoryDispatch: structOf(
    'services.GitHubRepositoryDispatch',
    texts('event_type', 'client_payload'),
  ),
}

const OPSGENIE = {
  ...texts('description', 'priority', 'alias', 'note', 'entity', 'user'),
  actions: listOf(TEXT),
  tags: listOf(TEXT),
  details: mapOf(TEXT),
  visibleTo: listOf(mapOf(TEXT)),
}

const SOURCE_URL = '{{.app.spec.source.repoURL}}'

type GivenPart = Omit<Part, 'name' | 'shape' | 'verbatim'> & {
  readonly go: string
  readonly fields: Readonly<Record<string, Shape>>
  readonly verbatim?: readonly string[]
}

/** In the order in which upstream renders them. */
export const PARTS: readonly Part[] = Object.entries<GivenPart>({
  awssqs: {
    go: 'AwsSqsNotification',
    merge: 'part',
    fields: { messageAttributes: mapOf(TEXT), messageGroupId: TEXT },
  },
  gcppubsub: { go: 'GcpPubsubNotification', merge: 'part', fields: { attributes: mapOf(TEXT) } },
  slack: {
    go: 'SlackNotification',
    merge: 'part',
    fields: {
      ...texts('username', 'icon', 'attachments', 'blocks', 'groupingKey', 'deliveryPolicy'),
      notifyBroadcast: FLAG,
    },
    verbatim: ['deliveryPolicy'],
  },
  mattermost: { go: 'MattermostNotification', merge: 'part', fields: texts('attachments') },
  rocketchat: { go: 'RocketChatNotification', merge: 'part', fields: texts('attachments') },
  email: { go: 'EmailNotification', merge: 'fields', fields: texts('subject', 'body') },
  webhook: {
    go: 'WebhookNotification',
    merge: 'named',
    fields: texts('method', 'body', 'path'),
    verbatim: ['method'],
  },
  opsgenie: { go: 'OpsgenieNotification', merge: 'part', fields: OPSGENIE },
  github: {
    go: 'GitHubNotification',
    merge: 'fields',
    fields: GITHUB,
    defaults: {
      repoURLPath: SOURCE_URL,
      revisionPath: '{{.app.status.operationState.syncResult.revision}}',
    },
  },
  teams: { go: 'TeamsNotification', merge: 'fields', fields: { ...CARD, themeColor: TEXT } },
  'teams-workflows': {
    go: 'TeamsWorkflowsNotification',
    merge: 'fields',
    fields: { ...CARD, themeColor: TEXT, adaptiveCard: TEXT },
  },
  alertmanager: {
    go: 'AlertmanagerNotification',
    merge: 'fields',
    fields: { labels: mapOf(TEXT), annotations: mapOf(TEXT), generatorURL: TEXT },
    defaults: { generatorURL: SOURCE_URL },
  },
  googlechat: {
    go: 'GoogleChatNotification',
    merge: 'fields',
    fields: texts('cards', 'cardsV2', 'threadKey'),
  },
  pagerduty: {
    go: 'PagerDutyNotification',
    merge: 'part',
    fields: texts('title', 'body', 'urgency', 'priorityId'),
  },
  pagerdutyv2: {
    go: 'PagerDutyV2Notification',
    merge: 'part',
    fields: texts(
      'summary',
      'severity',
      'source',
      'component',
      'group',
      'class',
      'url',
      'dedupKey',
    ),
  },
  newrelic: {
    go: 'NewrelicNotification',
    merge: 'part',
    fields: texts('revision', 'changelog', 'description', 'user'),
  },
}).map(([name, { go, fields, verbatim = [], ...rest }]) => ({
  ...rest,
  name,
  verbatim,
  shape:
    rest.merge === 'named'
      ? mapOf(structOf(`services.${go}`, fields), `services.${go}s`)
      : structOf(`services.${go}`, fields),
}))

/** A template as upstream reads it. */
export const TEMPLATE_SHAPE: Shape = structOf('services.Notification', {
  message: TEXT,
  ...Object.fromEntries(PARTS.map(({ name, shape }) => [name, shape])),
})

export const TRIGGER_SHAPE: Shape = listOf(
  structOf('triggers.Condition', {
    ...texts('oncePer', 'when', 'description'),
    send: listOf(TEXT),
  }),
)

export const NAMES_SHAPE: Shape = listOf(TEXT)

/** No text is made of numbers in here, as upstream has its own decoder for it. */
export const SUBSCRIPTIONS_SHAPE: Shape = listOf(
  structOf('subscriptions.rawSubscription', {
    recipients: NAMES_SHAPE,
    triggers: NAMES_SHAPE,
    selector: TEXT,
  }),
  'subscriptions.DefaultSubscriptions',
)

export const CONTEXT_SHAPE: Shape = mapOf(TEXT)

/** What nobody has a type for. */
export const ANY_SHAPE: Shape = ANYTHING
