import { parseJson } from '../../base/answer-text.ts'
import type { HttpOutcome } from '../../base/http-client.ts'
import { ARGO_SERVICE_LIMITS } from '../../base/limits.ts'
import { parseIsoTime } from '../../base/time.ts'
import type { Receipt } from '../../model/receipt.ts'
import { refuse, type Verdict } from '../../model/verdict.ts'
import { MALFORMED, RATE_LIMITED } from './answers.ts'
import type { Answered } from './judge.ts'
import type { Delivery } from './service.ts'
import { answerText, parseField } from './service-kinds.ts'
import { isObject, Tree } from './tree.ts'

/** A way to one repository, as the app's installation. */
export type Desk = {
  readonly delivery: Delivery
  /** Of the repository, without a slash at its end. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly revision: string
}

/** One thing that a part asks for. */
export type Step = (desk: Desk, wanted: Tree) => Promise<Receipt>

/** Such a text is cut to this many characters, with dots for the rest. */
const DESCRIPTION_LENGTH_MAX = 140

/** A commit's status. GitHub takes a thousand of one name and commit: what is more is as good as said. */
export const status: Step = async (desk, wanted) => {
  const answer = await post(desk, `/statuses/${encodeURIComponent(desk.revision)}`, {
    state: wanted.text('state'),
    target_url: wanted.text('targetURL'),
    description: shortened(desk.delivery.message),
    context: wanted.text('label'),
  })
  const { way } = desk.delivery
  const isTooMany = answer.kind === 'answered' && answer.status === 422
  if (!isTooMany) return way.judge(answer, RULES)
  return { kind: 'sent', code: 'HTTP 422', text: way.shown(answerText(answer, 'message')) }
}

/** A deployment's status; the deployment of this revision and environment is made where there is none. */
export const deployment: Step = async (desk, wanted) => {
  const { delivery, revision } = desk
  const environment = wanted.text('environment')
  const query = new URLSearchParams({ ref: revision, environment })
  const found = await get(desk, `/deployments?${query}`)
  const failed = delivery.way.judgeBefore(found, RULES)
  if (failed !== undefined || found.kind === 'failed') return failed ?? delivery.way.judge(found)
  const [first] = listIn(found)
  const id = first?.text('id') ?? ''
  const made = id === '' ? await makeDeployment(desk, wanted) : id
  if (typeof made !== 'string') return made
  const answer = await post(desk, `/deployments/${made}/statuses`, {
    state: wanted.text('state'),
    log_url: wanted.text('logURL'),
    description: shortened(delivery.message),
    environment,
    environment_url: wanted.text('environmentURL'),
  })
  return delivery.way.judge(answer, RULES)
}

/** Its id, or why there is none. */
async function makeDeployment(desk: Desk, wanted: Tree): Promise<string | Receipt> {
  const { way } = desk.delivery
  const contexts = wanted.get('requiredContexts')
  const answer = await post(desk, '/deployments', {
    ref: wanted.text('reference') || desk.revision,
    environment: wanted.text('environment'),
    ...(Array.isArray(contexts) && { required_contexts: contexts }),
    auto_merge: wanted.get('autoMerge') === undefined || wanted.flag('autoMerge'),
    transient_environment: wanted.flag('transientEnvironment'),
  })
  const failed = way.judgeBefore(answer, RULES)
  if (failed !== undefined || answer.kind === 'failed') return failed ?? way.judge(answer)
  const id = answerText(answer, 'id')
  // 202: GitHub has merged the base branch first, and makes the deployment when asked again.
  return id === '' ? way.unasked({ ...NOT_YET }, answerText(answer, 'message')) : id
}

const NOT_YET: Verdict = {
  kind: 'retry',
  reason: 'busy',
  remedy: {
    en: 'GitHub has merged the base branch into the deployment’s reference first, and is asked again. Set autoMerge: false where that is not wanted.',
    zh: 'GitHub 先将基础分支合并到了部署引用，稍后会再次请求。不需要合并时请设置 autoMerge: false。',
  },
}

export const checkRun: Step = async (desk, wanted) => {
  const { way } = desk.delivery
  const conclusion = wanted.text('conclusion')
  const completedAt = wanted.text('completed_at')
  const state = wanted.text('status') || (conclusion === '' ? '' : 'completed')
  if ((state === 'completed' || completedAt !== '') && conclusion === '') {
    const why = 'conclusion is required when status is completed or completed_at is set'
    return way.unasked(MALFORMED, `github checkrun: ${why}`)
  }
  const times = [wanted.text('started_at'), completedAt].filter((time) => time !== '')
  const odd = times.find((time) => parseIsoTime(time) === undefined)
  if (odd !== undefined) return way.unasked(BAD_TIME, `no time: ${odd}`)
  const output = wanted.at('output')
  const answer = await post(desk, '/check-runs', {
    name: wanted.text('name'),
    head_sha: desk.revision,
    external_id: 'argocd-notifications',
    ...given('details_url', wanted.text('details_url')),
    ...given('status', state),
    ...given('conclusion', conclusion),
    ...given('started_at', wanted.text('started_at')),
    ...given('completed_at', completedAt),
    ...(output !== undefined && {
      output: {
        title: output.text('title'),
        summary: output.text('summary'),
        ...given('text', output.text('text')),
      },
    }),
  })
  return way.judge(answer, RULES)
}

/** An event for the repository's workflows. */
export const dispatch: Step = async (desk, wanted) => {
  const { way } = desk.delivery
  const written = wanted.text('client_payload')
  const parsed = written === '' ? { value: {} } : parseField('client_payload', written)
  if ('problem' in parsed) return way.unasked(MALFORMED, parsed.problem)
  const event_type = wanted.text('event_type')
  const answer = await post(desk, '/dispatches', { event_type, client_payload: parsed.value })
  return way.judge(answer, RULES)
}

/** A comment on every pull request that has the commit; one with the same tag is written over. */
export const comments: Step = async (desk, wanted) => {
  const { way } = desk.delivery
  const found = await get(desk, `/commits/${encodeURIComponent(desk.revision)}/pulls`)
  const failed = way.judgeBefore(found, RULES)
  if (failed !== undefined || found.kind === 'failed') return failed ?? way.judge(found)
  const tag = wanted.text('commentTag')
  const numbers = listIn(found).map((pull) => pull.text('number'))
  const chosen = numbers.slice(0, ARGO_SERVICE_LIMITS.pullRequestsMax)
  for (const number of chosen) {
    const receipt = await comment(desk, { number, tag, body: tagged(wanted.text('content'), tag) })
    if (receipt.kind !== 'sent') return receipt
  }
  return { kind: 'sent', text: `${chosen.length} of ${numbers.length} pull requests` }
}

type Comment = { readonly number: string; readonly tag: string; readonly body: string }

async function comment(desk: Desk, { number, tag, body }: Comment): Promise<Receipt> {
  const { way } = desk.delivery
  if (tag === '') return way.judge(await post(desk, `/issues/${number}/comments`, { body }), RULES)
  const found = await get(desk, `/issues/${number}/comments`)
  const failed = way.judgeBefore(found, RULES)
  if (failed !== undefined || found.kind === 'failed') return failed ?? way.judge(found)
  const own = listIn(found).find((one) => one.text('body').includes(markOf(tag)))
  if (own === undefined) {
    return way.judge(await post(desk, `/issues/${number}/comments`, { body }), RULES)
  }
  return way.judge(await patch(desk, `/issues/comments/${own.text('id')}`, { body }), RULES)
}

/** The tag is a comment of HTML at the end: nobody sees it. */
function tagged(content: string, tag: string): string {
  const isTagged = tag === '' || content.includes(markOf(tag))
  const body = isTagged ? content : `${content}\n${markOf(tag)}`
  return cutWithDots(body, 65_536)
}

function markOf(tag: string): string {
  return `<!-- argocd-notifications ${tag} -->`
}

function post(desk: Desk, path: string, body: object): Promise<HttpOutcome> {
  return desk.delivery.way.post(desk.url + path, body, desk.headers)
}

function patch(desk: Desk, path: string, body: object): Promise<HttpOutcome> {
  const headers = { 'content-type': 'application/json', ...desk.headers }
  const url = desk.url + path
  return desk.delivery.way.ask({ method: 'PATCH', url, headers, body: JSON.stringify(body) })
}

function get(desk: Desk, path: string): Promise<HttpOutcome> {
  return desk.delivery.way.ask({ method: 'GET', url: desk.url + path, headers: desk.headers })
}

function listIn({ body }: Answered): readonly Tree[] {
  const value = parseJson(body)
  return Array.isArray(value) ? value.filter(isObject).map((entry) => new Tree(entry)) : []
}

function given(name: string, text: string): Readonly<Record<string, string>> {
  return text === '' ? {} : { [name]: text }
}

function shortened(message: string): string {
  return cutWithDots(message, DESCRIPTION_LENGTH_MAX)
}

/** By whole characters, as GitHub counts. */
function cutWithDots(text: string, charactersMax: number): string {
  const characters = [...text]
  if (characters.length <= charactersMax) return text
  return `${characters.slice(0, charactersMax - 3).join('')}...`
}

const RULES = { verdict, ref: (answer: Answered) => answerText(answer, 'id') }

/** A limit comes as 403 as well. */
function verdict(answer: Answered): Verdict | undefined {
  const isLimit = /rate limit|abuse detection/i.test(answerText(answer, 'message'))
  if (isLimit && (answer.status === 403 || answer.status === 429)) return RATE_LIMITED
  return answer.status === 404 ? NO_REPOSITORY : undefined
}

const NO_REPOSITORY = refuse(
  'malformed',
  'GitHub shows the app no such repository or commit. Install the app for this repository, and look whether repoURLPath and revisionPath name what it holds.',
  'GitHub 未向该应用显示此仓库或提交。请为该仓库安装应用，并检查 repoURLPath 与 revisionPath。',
)
const BAD_TIME = refuse(
  'malformed',
  'The check run’s started_at and completed_at take times such as 2026-03-05T10:15:01Z. Look at what the template makes of them.',
  'checkRun 的 started_at 与 completed_at 应为形如 2026-03-05T10:15:01Z 的时间。请检查模板的渲染结果。',
)
