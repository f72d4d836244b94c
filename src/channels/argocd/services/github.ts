import type { Receipt } from '../../../model/receipt.ts'
import type { LocalText } from '../../../model/text.ts'
import { refuse } from '../../../model/verdict.ts'
import { CREDENTIALS, MALFORMED, NO_PART } from '../answers.ts'
import { type Repository, repositoryIn } from '../github-repository.ts'
import { checkRun, comments, type Desk, deployment, dispatch, status } from '../github-steps.ts'
import { alone } from '../judge.ts'
import { readPrivateKey, signJwt } from '../jwt.ts'
import type { Delivery, Service } from '../service.ts'
import { answerText, baseUrl, FOR_PROGRAMS, missing } from '../service-kinds.ts'
import type { Tree } from '../tree.ts'

/** What a GitHub App says of a commit: a status, a deployment, a check run, an event, comments. No recipient. */
export const github: Service = {
  type: 'github',
  limits: FOR_PROGRAMS,
  // What is longer than a description takes is cut there.
  messageLengthMax: 65_536,
  ignoresRecipient: true,
  check(options) {
    const names = ['appID', 'installationID', 'privateKey'].filter(
      (name) => options.text(name) === '',
    )
    if (names.length > 0) return [missing(...names)]
    const isNumber = [options.text('appID'), options.text('installationID')].every((id) =>
      DIGITS.test(id),
    )
    if (!isNumber) return [NOT_IDS]
    return readPrivateKey(options.text('privateKey')) === undefined ? [NOT_A_KEY] : []
  },
  async send(delivery) {
    const { part, way } = delivery
    if (part === undefined) return way.unasked(NO_PART, 'config is empty')
    const repository = repositoryIn(part.text('repoURLPath'))
    if (repository === undefined) {
      return way.unasked(
        NO_REPOSITORY,
        `GitHub.repoURL (${part.text('repoURLPath')}) does not have a \`/\``,
      )
    }
    const opened = await open(delivery, repository)
    // The app is there: what it may not do concerns this repository.
    return 'kind' in opened ? opened : alone(await run(opened, part))
  },
}

const DIGITS = /^\d{1,15}$/

async function open(delivery: Delivery, { owner, name }: Repository): Promise<Desk | Receipt> {
  const { options, part, way } = delivery
  const key = readPrivateKey(options.text('privateKey'))
  if (key === undefined) return way.unasked(CREDENTIALS, 'could not parse private key')
  const server = serverOf(options)
  const now = Math.floor(way.now / 1_000)
  // A minute earlier, for a clock that is ahead of GitHub's.
  const claims = { iat: now - 60, exp: now + 540, iss: options.text('appID') }
  const jwt = signJwt({ key, claims })
  way.hide(jwt)
  const url = `${server}/app/installations/${options.text('installationID')}/access_tokens`
  const answer = await way.post(url, {}, { ...COMMON, authorization: `Bearer ${jwt}` })
  const isTaken = (taken: Parameters<typeof answerText>[0]) => answerText(taken, 'token') !== ''
  const failed = way.judgeBefore(answer, { isTaken, verdict: installationVerdict })
  if (failed !== undefined || answer.kind === 'failed') return failed ?? way.judge(answer)
  const token = answerText(answer, 'token')
  way.hide(token)
  return {
    delivery,
    url: `${server}/repos/${owner}/${name}`,
    headers: { ...COMMON, authorization: `token ${token}` },
    revision: part?.text('revisionPath') ?? '',
  }
}

/** An installation that is not known, or an app that is not. */
function installationVerdict({ status: code }: { readonly status: number }) {
  return code === 401 || code === 403 || code === 404 ? CREDENTIALS : undefined
}

const COMMON = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' }

/** Upstream's option has /api/v3 at its end, and adds it where it has not. */
function serverOf(options: Tree): string {
  const written = baseUrl(options.text('enterpriseBaseURL'), '')
  if (written === '') return 'https://api.github.com'
  const isWhole = written.endsWith('/api/v3') || /^https?:\/\/(?:api\.|[^/]*\.api\.)/.test(written)
  return isWhole ? written : `${written}/api/v3`
}

/**
 * What the part asks for, one after the other, up to the first that fails. Comments come last: they
 * are what a repetition would show twice.
 */
async function run(desk: Desk, part: Tree): Promise<Receipt> {
  const steps = [
    ['status', status],
    ['deployment', deployment],
    ['checkRun', checkRun],
    ['repositoryDispatch', dispatch],
    ['pullRequestComment', comments],
  ] as const
  const texts: string[] = []
  for (const [name, step] of steps) {
    const wanted = part.at(name)
    if (wanted === undefined) continue
    const receipt = await step(desk, wanted)
    if (receipt.kind !== 'sent') return { ...receipt, text: `${name}: ${receipt.text}` }
    texts.push(`${name}: ${receipt.text ?? 'taken'}`)
  }
  if (texts.length === 0)
    return desk.delivery.way.unasked(MALFORMED, 'the github part asks for nothing')
  return { kind: 'sent', text: desk.delivery.way.shown(texts.join('; ')) }
}

const NOT_IDS: LocalText = {
  en: 'The service’s options appID and installationID take numbers. The app’s page shows the first; the address of its installation ends with the second.',
  zh: '服务选项 appID 与 installationID 应为数字：前者见应用页面，后者为安装页面地址末尾的数字。',
}

const NOT_A_KEY: LocalText = {
  en: 'The service’s option privateKey takes the app’s private key, a PEM text from -----BEGIN RSA PRIVATE KEY----- to its end, and this is none. Copy it whole into argocd-notifications-secret.',
  zh: '服务选项 privateKey 应为应用私钥（PEM 文本，以 -----BEGIN RSA PRIVATE KEY----- 开头），当前值不是。请完整复制到 argocd-notifications-secret。',
}

const NO_REPOSITORY = refuse(
  'malformed',
  'The template’s repoURLPath made no repository’s address. An Application with several sources has no source: give repoURLPath and revisionPath, such as {{(index .app.spec.sources 0).repoURL}}.',
  '模板的 repoURLPath 没有得到仓库地址。多来源应用没有 source 字段，请填写 repoURLPath 与 revisionPath，例如 {{(index .app.spec.sources 0).repoURL}}。',
)
