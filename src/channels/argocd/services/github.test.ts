import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  deliver,
  type ServiceAnswer,
  ServiceStandIn,
  serviceContract,
} from '../../../../test/contract/argo-service.ts'

const PEM = readFileSync(new URL('../fixtures/app-key.pem', import.meta.url), 'utf8')
const OPTIONS = { appID: 12345, installationID: '67890', privateKey: PEM }
const INSTALLED = { status: 201, body: { token: 'ghs_hiddenhidden' } }
const STATUS = { state: 'success', label: 'cd/demo', targetURL: 'https://argo.example.com' }
const PLACE = { repoURLPath: 'https://github.com/team/demo.git', revisionPath: '53e28ff' }
const MADE = { status: 201, body: { id: 1 } }

serviceContract({
  service: 'github',
  options: (origin) => ({ ...OPTIONS, enterpriseBaseURL: `${origin}/api/v3/` }),
  credentials: [PEM.split('\n')[3] ?? ''],
  rendering: { message: 'demo is synced', part: { ...PLACE, status: STATUS } },
  taken: [INSTALLED, MADE],
  requests: [
    ['nothing without a part', { message: 'x' }, [], [{}]],
    [
      'nothing without a repository',
      { message: 'x', part: { repoURLPath: '<no value>', status: STATUS } },
      [],
      [{}],
    ],
  ],
  judged: [
    ['taken', [INSTALLED, MADE], { kind: 'sent' }],
    [
      'an unknown app',
      [{ status: 401, body: { message: 'A JSON web token could not be decoded' } }],
      { kind: 'refused', reason: 'token' },
    ],
    ['an unknown installation', [{ status: 404, body: {} }], { kind: 'refused', reason: 'token' }],
    [
      'a token that fails: nothing was sent',
      [{ status: 502 }],
      { kind: 'retry', reason: 'unreachable' },
    ],
    [
      'more statuses than GitHub keeps',
      [
        INSTALLED,
        {
          status: 422,
          body: { message: 'This SHA and context has reached the maximum number of statuses.' },
        },
      ],
      { kind: 'sent' },
    ],
    [
      'a repository that the app does not see',
      [INSTALLED, { status: 404, body: {} }],
      { kind: 'refused', reason: 'malformed' },
    ],
    [
      'a limit that comes as forbidden',
      [INSTALLED, { status: 403, body: { message: 'You have exceeded a secondary rate limit' } }],
      { kind: 'retry', reason: 'rate-limited' },
    ],
    [
      'a missing permission, and the token of this time is masked',
      [INSTALLED, { status: 403, body: { message: 'no ghs_hiddenhidden' } }],
      { kind: 'refused', reason: 'malformed', text: 'status: {"message":"no ***"}' },
    ],
  ],
  problems: [
    ['no key', { privateKey: '' }, undefined, 'privateKey'],
    ['a key that is none', { privateKey: '$github-privateKey' }, undefined, 'privateKey'],
    ['an id that is no number', { appID: 'my-app' }, undefined, 'appID'],
  ],
})

/** What was asked for a part, after the token of the installation. */
async function asked(part: object, answers: readonly ServiceAnswer[], message = 'demo is synced') {
  const standIn = new ServiceStandIn()
  const enterpriseBaseURL = await standIn.open([INSTALLED, ...answers])
  const options = { ...OPTIONS, enterpriseBaseURL }
  const endpoint = { service: 'github', options }
  const receipt = await deliver(endpoint, { message, part: { ...PLACE, ...part } })
  await standIn.close()
  const [token, ...requests] = standIn.seen
  return {
    receipt,
    token,
    headers: requests[0]?.headers ?? {},
    requests: requests.map(({ line, body }) => [line.replace('/api/v3/repos/team/demo', ''), body]),
  }
}

test('the app proves itself with a token that it has signed, and speaks with the installation’s', async () => {
  const { token, headers } = await asked({ status: STATUS }, [MADE])
  expect(token?.line).toBe('POST /api/v3/app/installations/67890/access_tokens')
  const jwt = /^Bearer (.*)$/.exec(token?.headers['authorization'] ?? '')?.[1] ?? ''
  const [header = '', claims = '', signature = ''] = jwt.split('.')
  const now = Date.UTC(2026, 2, 5, 2, 15, 1) / 1_000
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
    iat: now - 60,
    exp: now + 540,
    iss: '12345',
  })
  const signed = Buffer.from(`${header}.${claims}`)
  const key = createPublicKey(PEM)
  expect(verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true)
  expect(headers).toEqual({
    accept: 'application/vnd.github+json',
    authorization: 'token ghs_hiddenhidden',
    'content-type': 'application/json',
    'x-github-api-version': '2022-11-28',
  })
})

test('a status has the message as its description, cut to 140 characters', async () => {
  const { requests } = await asked({ status: STATUS }, [MADE], '好'.repeat(141))
  const description = `${'好'.repeat(137)}...`
  const body = { state: 'success', target_url: STATUS.targetURL, description, context: 'cd/demo' }
  expect(requests).toEqual([['POST /statuses/53e28ff', body]])
})

const DEPLOYMENT = {
  state: 'success',
  environment: 'prod',
  environmentURL: 'https://demo.example.com',
  logURL: 'https://argo.example.com',
  requiredContexts: [],
}
const DEPLOYED = {
  state: 'success',
  log_url: DEPLOYMENT.logURL,
  description: 'demo is synced',
  environment: 'prod',
  environment_url: DEPLOYMENT.environmentURL,
}

test('a deployment is made where there is none, and then has its status', async () => {
  const deployment = { ...DEPLOYMENT, autoMerge: false }
  const answers = [{ body: [] }, { status: 201, body: { id: 77 } }, MADE]
  const { requests, receipt } = await asked({ deployment }, answers)
  expect(requests).toEqual([
    ['GET /deployments?ref=53e28ff&environment=prod', ''],
    [
      'POST /deployments',
      {
        ref: '53e28ff',
        environment: 'prod',
        required_contexts: [],
        auto_merge: false,
        transient_environment: false,
      },
    ],
    ['POST /deployments/77/statuses', DEPLOYED],
  ])
  expect(receipt.kind).toBe('sent')
})

test('a deployment that is there already is used', async () => {
  const { requests } = await asked({ deployment: DEPLOYMENT }, [
    { body: [{ id: 5 }, { id: 4 }] },
    MADE,
  ])
  expect(requests[1]).toEqual(['POST /deployments/5/statuses', DEPLOYED])
})

test('a deployment for which GitHub first merges is asked for again', async () => {
  const merged = { status: 202, body: { message: 'Auto-merged main into demo on deployment.' } }
  const { receipt } = await asked({ deployment: DEPLOYMENT }, [{ body: [] }, merged])
  expect(receipt).toMatchObject({ kind: 'retry', reason: 'busy' })
})

test('a check run with a conclusion is completed', async () => {
  const checkRun = {
    name: 'cd',
    details_url: 'https://argo.example.com',
    conclusion: 'success',
    started_at: '2026-03-05T02:00:00Z',
    completed_at: '2026-03-05T02:15:00Z',
    output: { title: 't', summary: 's' },
  }
  const { requests } = await asked({ checkRun }, [MADE])
  const body = {
    ...checkRun,
    status: 'completed',
    head_sha: '53e28ff',
    external_id: 'argocd-notifications',
  }
  expect(requests).toEqual([['POST /check-runs', body]])
})

test.each([
  ['a completed one without a conclusion', { name: 'cd', status: 'completed' }],
  ['an end without a conclusion', { name: 'cd', completed_at: '2026-03-05T02:15:00Z' }],
  ['a time that is none', { name: 'cd', started_at: '<no value>' }],
])('a check run is not asked for: %s', async (_, checkRun) => {
  const { requests, receipt } = await asked({ checkRun }, [MADE])
  expect(requests).toEqual([])
  expect(receipt).toMatchObject({ kind: 'refused', reason: 'malformed' })
})

test('an event for workflows carries its payload', async () => {
  const repositoryDispatch = { event_type: 'synced', client_payload: '{"app": "demo"}' }
  const { requests } = await asked({ repositoryDispatch }, [{ status: 204 }])
  const body = { event_type: 'synced', client_payload: { app: 'demo' } }
  expect(requests).toEqual([['POST /dispatches', body]])
})

const TAG = '<!-- argocd-notifications Application/demo -->'

test('every pull request with the commit has a comment; one with the tag is written over', async () => {
  const pullRequestComment = { content: 'Synced', commentTag: 'Application/demo' }
  const { requests, receipt } = await asked({ pullRequestComment }, [
    { body: [{ number: 3 }, { number: 4 }] },
    {
      body: [
        { id: 31, body: 'hello' },
        { id: 32, body: `Old\n${TAG}` },
      ],
    },
    MADE,
    { body: [] },
    MADE,
  ])
  const body = { body: `Synced\n${TAG}` }
  expect(requests).toEqual([
    ['GET /commits/53e28ff/pulls', ''],
    ['GET /issues/3/comments', ''],
    ['PATCH /issues/comments/32', body],
    ['GET /issues/4/comments', ''],
    ['POST /issues/4/comments', body],
  ])
  expect(receipt).toMatchObject({ kind: 'sent', text: 'pullRequestComment: 2 of 2 pull requests' })
})

test('a comment without a tag is added', async () => {
  const { requests } = await asked({ pullRequestComment: { content: 'x' } }, [
    { body: [{ number: 3 }] },
    MADE,
  ])
  expect(requests[1]).toEqual(['POST /issues/3/comments', { body: 'x' }])
})

test('what fails ends the delivery, and comments come last', async () => {
  const part = { pullRequestComment: { content: 'x' }, status: STATUS, deployment: DEPLOYMENT }
  const { requests, receipt } = await asked(part, [MADE, { status: 500 }])
  expect(requests).toHaveLength(2)
  expect(receipt).toMatchObject({ kind: 'retry', text: 'deployment: HTTP 500' })
})

test('a server of one’s own has its API below /api/v3, written or not', async () => {
  const { token } = await asked({ status: STATUS }, [MADE])
  expect(token?.line).toContain('/api/v3/app/')
})
