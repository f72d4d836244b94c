import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import { BACKTEST_LIMITS, REVISION_LIMITS, STORE_LIMITS } from '../../base/limits.ts'
import { compareLines } from '../../base/line-diff.ts'
import { propertyOf } from '../../base/property.ts'
import type { WholeRevision } from '../../model/configuration-revision.ts'
import type { ConfiguringView, FoundInText, Saved } from '../configuring-view.ts'
import { answerTagged, quoted, staleness } from '../entity-tag.ts'
import type { ApiOptions } from '../options.ts'
import {
  presentConfiguration,
  presentConfigurationVolume,
  presentRevision,
} from '../present-revisions.ts'
import { problem, refuse } from '../problem.ts'
import { bodyOf, invalid, optionalText } from '../read-body.ts'
import { whoAsks } from './users.ts'

const EDITOR = { config: { role: 'editor' } } as const
const LOOK = { config: { ...EDITOR.config, changesNothing: true } } as const
const CHANGE = { config: { ...EDITOR.config, isAudited: true } } as const

type ByNumber = { Params: { number: string } }

/** `/api/v1/configuration`: what counts, and where people edit it, its revisions. */
export function revisionRoutes(options: ApiOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: REVISION_LIMITS.bodyBytesMax },
      (_request, body, parsed) => parsed(null, body),
    )
    scope.get('/api/v1/configuration', async (request, reply) => {
      const newest = await options.configuring?.revision()
      const configuration = options.people.configuration()
      const { broken } = options.running()
      const shown = presentConfiguration(configuration, { newest, broken })
      const tag = quoted(newest?.number ?? configuration.revision)
      // The tag says nothing of what is wrong, so that nobody may keep an answer that does.
      if (broken) return reply.header('etag', tag).header('cache-control', 'no-store').send(shown)
      return answerTagged({ request, reply }, tag, shown)
    })
    readRoutes(scope, options)
    lookRoutes(scope, options)
    changeRoutes(scope, options)
    done()
  }
}

function readRoutes(scope: FastifyInstance, { configuring }: ApiOptions): void {
  scope.get('/api/v1/configuration/revisions', async (request, reply) => {
    if (!configuring) return refuse(reply, READ_ONLY)
    const limit = numberOf(request.query, 'limit', STORE_LIMITS.pageMax) ?? 50
    const before = numberOf(request.query, 'before', Number.MAX_SAFE_INTEGER)
    const revisions = await configuring.revisions({ limit, before })
    const last = revisions.at(-1)?.number ?? 1
    return {
      revisions: revisions.map(presentRevision),
      next: revisions.length === limit && last > 1 ? last : undefined,
    }
  })

  scope.get<ByNumber>('/api/v1/configuration/revisions/:number', async (request, reply) => {
    if (!configuring) return refuse(reply, READ_ONLY)
    const revision = await revisionAt(configuring, request.params.number)
    if (!revision) return refuse(reply, NO_REVISION)
    return { revision: presentRevision(revision), text: revision.text }
  })

  scope.get('/api/v1/configuration/diff', async (request, reply) => {
    if (!configuring) return refuse(reply, READ_ONLY)
    const [from, to] = await Promise.all(
      ['from', 'to'].map((name) => revisionAt(configuring, propertyOf(request.query, name))),
    )
    if (!from || !to) return refuse(reply, NO_REVISION)
    return {
      from: presentRevision(from),
      to: presentRevision(to),
      changes: compareLines(from.text, to.text),
    }
  })

  scope.get('/api/v1/configuration/export', async (request, reply) => {
    if (!configuring) return refuse(reply, READ_ONLY)
    const wanted = propertyOf(request.query, 'revision')
    const revision = await (wanted === undefined
      ? configuring.revision()
      : revisionAt(configuring, wanted))
    if (!revision) return refuse(reply, NO_REVISION)
    return reply
      .type('application/yaml; charset=utf-8')
      .header('content-disposition', `attachment; filename="tocsin-${revision.number}.yaml"`)
      .send(revision.text)
  })
}

/** What a text would mean: nothing changes. */
function lookRoutes(scope: FastifyInstance, { configuring }: ApiOptions): void {
  scope.post('/api/v1/configuration/check', LOOK, async (request, reply) =>
    configuring ? configuring.check(textOf(bodyOf(request))) : refuse(reply, READ_ONLY),
  )

  scope.post('/api/v1/configuration/preview', LOOK, async (request, reply) => {
    if (!configuring) return refuse(reply, READ_ONLY)
    const body = bodyOf(request)
    const previewed = await configuring.preview({ text: textOf(body), lengthMs: lengthOf(body) })
    if (previewed.kind === 'broken') return refuseBroken(reply, previewed)
    if (previewed.kind === 'busy') return refuse(reply.header('retry-after', '5'), BUSY)
    return presentConfigurationVolume(previewed.volume)
  })
}

function changeRoutes(scope: FastifyInstance, { configuring }: ApiOptions): void {
  scope.put('/api/v1/configuration', CHANGE, async (request, reply) => {
    if (!configuring) return refuse(reply, READ_ONLY)
    const expected = await expectedOf(request, reply, configuring)
    if (expected === undefined) return reply
    const body = bodyOf(request)
    const text = textOf(body)
    const secrets = secretsOf(body)
    const about = { comment: commentOf(body), expected, caller: whoAsks(request) }
    return answerSaved(reply, await configuring.save({ text, secrets, ...about }), expected)
  })

  scope.post<ByNumber>(
    '/api/v1/configuration/revisions/:number/restore',
    CHANGE,
    async (request, reply) => {
      if (!configuring) return refuse(reply, READ_ONLY)
      const expected = await expectedOf(request, reply, configuring)
      if (expected === undefined) return reply
      const revision = await revisionAt(configuring, request.params.number)
      if (!revision) return refuse(reply, NO_REVISION)
      const { text, secrets, number: restores } = revision
      const about = { comment: commentOf(bodyOf(request)), expected, caller: whoAsks(request) }
      const saved = await configuring.save({ text, secrets, restores, ...about })
      return answerSaved(reply, saved, expected)
    },
  )
}

/** The revision that a change is made to; where there is none such, it is answered already. */
async function expectedOf(
  request: FastifyRequest,
  reply: FastifyReply,
  configuring: ConfiguringView,
): Promise<number | undefined> {
  const newest = (await configuring.revision())?.number ?? 0
  const stale = staleness(request, quoted(newest), {
    isNeeded: true,
    said: (expected) => bothNamed(expected.replaceAll('"', '').slice(0, 20), newest),
  })
  if (!stale) return newest
  refuse(reply.header('etag', quoted(newest)), stale)
  return undefined
}

function bothNamed(expected: string | number, newest: number): string {
  return `Expected that revision ${expected} is the newest, found revision ${newest}: somebody has saved meanwhile.`
}

function answerSaved(reply: FastifyReply, saved: Saved, expected: number): unknown {
  switch (saved.kind) {
    case 'saved':
      reply.header('etag', quoted(saved.revision.number))
      return presentRevision(saved.revision)
    case 'stale': {
      const { number } = saved.newest
      const words = `${bothNamed(expected, number)} Read it again, and make the change there.`
      return refuse(
        reply.header('etag', quoted(number)),
        problem(412, 'TOCSIN_CHANGED_MEANWHILE', words),
      )
    }
    case 'broken':
      return refuseBroken(reply, saved)
  }
}

/** A refusal with everything that is wrong, and where. */
function refuseBroken(
  reply: FastifyReply,
  { problems, omitted }: { problems: readonly FoundInText[]; omitted: number },
): FastifyReply {
  const [first] = problems
  const place = first === undefined ? '' : ` Line ${first.line}: ${first.message}`
  const count = problems.length + omitted
  const detail = `Expected a configuration that can be used, found ${count} ${count === 1 ? 'problem' : 'problems'}.${place}`
  const found = problems.map(({ code, line, column, message }) => ({ code, line, column, message }))
  const refusal = { ...problem(422, 'TOCSIN_CONFIG_INVALID', detail), problems: found, omitted }
  return refuse(reply, refusal)
}

async function revisionAt(
  configuring: ConfiguringView,
  written: unknown,
): Promise<WholeRevision | undefined> {
  const isNumber = typeof written === 'string' && /^[1-9]\d{0,8}$/.test(written)
  return isNumber ? configuring.revision(Number(written)) : undefined
}

function textOf(body: unknown): string {
  const text = propertyOf(body, 'text')
  if (typeof text === 'string' && Buffer.byteLength(text) <= REVISION_LIMITS.textBytesMax)
    return text
  throw invalid(
    `"text": the configuration as YAML, of at most ${REVISION_LIMITS.textBytesMax} bytes`,
  )
}

function commentOf(body: unknown): string {
  return optionalText(body, 'comment', REVISION_LIMITS.commentLengthMax) ?? ''
}

/** What references of the text stand for, beside what is known already. */
function secretsOf(body: unknown): Readonly<Record<string, string>> {
  const given = propertyOf(body, 'secrets') ?? {}
  const entries = typeof given === 'object' && given !== null ? Object.entries(given) : []
  const read = entries.flatMap(([name, value]): [string, string][] =>
    /^[A-Za-z_]\w*$/.test(name) && typeof value === 'string' && isOfLength(value)
      ? [[name, value]]
      : [],
  )
  const { secretsMax, secretLengthMax } = REVISION_LIMITS
  const areGood = typeof given === 'object' && read.length === entries.length
  if (areGood && read.length <= secretsMax) return Object.fromEntries(read)
  throw invalid(
    `"secrets" as at most ${secretsMax} texts of 1 to ${secretLengthMax} characters by the names of variables`,
  )
}

function isOfLength({ length }: string): boolean {
  return length > 0 && length <= REVISION_LIMITS.secretLengthMax
}

const LENGTH_DEFAULT_MS = 7 * 24 * 60 * 60_000

function lengthOf(body: unknown): number {
  const seconds = numberOf(body, 'durationSeconds', BACKTEST_LIMITS.spanMsMax / 1000)
  return seconds === undefined ? LENGTH_DEFAULT_MS : seconds * 1000
}

/** A whole number from 1 on, as a number or, in a query, as a text. */
function numberOf(given: unknown, name: string, most: number): number | undefined {
  const value = propertyOf(given, name)
  if (value === undefined) return undefined
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= most)
    return number
  throw invalid(`"${name}" as a whole number from 1 to ${most}`)
}

const READ_ONLY = problem(
  409,
  'TOCSIN_CONFIG_READ_ONLY',
  'Expected a configuration that is kept in the store, found one that comes from a file. Change the file, or start the hub with --config-in-store.',
)
const NO_REVISION = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the number of a revision that is kept, found none with this number. /api/v1/configuration/revisions has the numbers.',
)
const BUSY = problem(
  503,
  'TOCSIN_TOO_BUSY',
  'Expected one preview at a time, found another that is under way. Try again in a moment.',
)
