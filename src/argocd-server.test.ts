import { afterEach, expect, test } from 'vitest'
import { type ServiceAnswer, ServiceStandIn } from '../test/contract/argo-service.ts'
import { application } from '../test/harness/argocd.ts'
import { ArgocdServer } from './argocd-server.ts'
import { ManualClock } from './base/clock.ts'
import { createHttpClient } from './base/http-client.ts'
import { Secret } from './base/secret.ts'

const TOKEN = 'hidden-token'
const DAY_MS = 24 * 60 * 60_000

const standIn = new ServiceStandIn()
const http = createHttpClient()
const clock = new ManualClock(0)
afterEach(async () => {
  await standIn.close()
  standIn.seen.length = 0
})

/** The server that answers so, behind its client. */
async function serverWith(...answers: readonly (ServiceAnswer | 'drop')[]): Promise<ArgocdServer> {
  const url = await standIn.open(answers)
  const options = { url, token: new Secret(TOKEN), isInsecure: false }
  return new ArgocdServer(options, { http: () => http, clock })
}

const COMMIT = {
  author: 'Wang Wei <wang@example.com>',
  date: '2026-03-05T02:00:00Z',
  tags: ['v1'],
  message: 'Mend the shop\n\n"for good"',
}

test('a commit is asked for by the Application, and kept', async () => {
  const server = await serverWith({ body: COMMIT })
  expect(await server.commit(application('shop'), 'abc123')).toEqual(COMMIT)
  expect(await server.commit(application('shop'), 'abc123')).toEqual(COMMIT)
  expect(standIn.seen).toMatchObject([
    {
      line: 'GET /api/v1/applications/shop/revisions/abc123/metadata?appNamespace=argocd',
      headers: { authorization: `Bearer ${TOKEN}` },
    },
  ])
  clock.advance(DAY_MS)
  await server.commit(application('shop'), 'abc123')
  expect(standIn.seen).toHaveLength(2)
})

test('of several sources the one that is at the revision is asked', async () => {
  const server = await serverWith({ body: COMMIT })
  const app = application('shop', {
    spec: { sources: [{ repoURL: 'https://a' }, { repoURL: 'https://b' }] },
    status: { sync: { revisions: ['aaa', 'bbb'] } },
  })
  for (const revision of ['bbb', 'aaa', 'ccc']) await server.commit(app, revision)
  expect(standIn.seen.map(({ line }) => /sourceIndex=(\d)/.exec(line)?.[1])).toEqual([
    '1',
    '0',
    '0',
  ])
})

test('details are those of the first source, with what the Application sets over the chart', async () => {
  const server = await serverWith({
    body: {
      type: 'Helm',
      helm: {
        name: 'shop',
        valueFiles: ['values.yaml'],
        parameters: [{ name: 'image', value: 'shop:1' }],
        values: 'a: 1',
        fileParameters: [{ name: 'cfg', path: 'cfg.txt' }],
      },
    },
  })
  const source = {
    repoURL: 'https://git.example.com/a b.git',
    helm: { parameters: [{ name: 'image', value: 'shop:2' }] },
  }
  const app = application('shop', { spec: { project: 'web', source } })
  expect(await server.details(app)).toEqual({
    type: 'Helm',
    helm: {
      name: 'shop',
      valueFiles: ['values.yaml'],
      parameters: [{ name: 'image', value: 'shop:1' }],
      values: 'a: 1',
      fileParameters: [{ name: 'cfg', path: 'cfg.txt' }],
      overrides: [{ name: 'image', value: 'shop:2' }],
    },
  })
  expect(standIn.seen).toMatchObject([
    {
      line: 'POST /api/v1/repositories/https%3A%2F%2Fgit.example.com%2Fa%20b.git/appdetails',
      body: { source, appName: 'shop', appProject: 'web' },
    },
  ])
})

test.each<[ServiceAnswer | 'drop', RegExp]>([
  [{ status: 403, body: { message: 'permission denied' } }, /answers 403: permission denied$/],
  [{ status: 502, body: '<html>' }, /answers 502$/],
  [{ body: { message: 'x', date: 'yesterday' } }, /something else/],
  [{ body: [] }, /something else/],
  ['drop', /does not answer/],
])(
  'an answer %j is no commit, says why without the token, and is asked for again',
  async (answer, text) => {
    const server = await serverWith(answer)
    const found = await server.commit(application('shop'), 'abc123')
    expect(found).toEqual({ problem: expect.stringMatching(text) })
    expect(JSON.stringify(found)).not.toContain(TOKEN)
    await server.commit(application('shop'), 'abc123')
    expect(standIn.seen).toHaveLength(2)
  },
)
