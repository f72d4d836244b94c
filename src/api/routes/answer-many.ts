import type { FastifyInstance, FastifyRequest } from 'fastify'
import { SEARCH_LIMITS, STORE_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import { ANSWER_ACTIONS } from '../../model/answer.ts'
import type { AnswerReport, AnswerRequest } from '../../model/answering.ts'
import type { ApiOptions } from '../options.ts'
import { problem, refuse } from '../problem.ts'
import { readAnswer } from '../read-answer.ts'
import { bodyOf, invalid, optionalText } from '../read-body.ts'
import { filterOf } from '../read-filter.ts'
import type { WireAnsweredMany } from '../wire-search.ts'

/** `POST /api/v1/alerts/<action>`: one answer for many alerts, by their `ids` or by a `filter`. */
export function answerManyRoutes(scope: FastifyInstance, options: ApiOptions): void {
  scope.post<{ Params: { action: string } }>('/api/v1/alerts/:action', async (request, reply) => {
    const action = ANSWER_ACTIONS.find((known) => known === request.params.action)
    if (!action) return refuse(reply, NO_ACTION)
    const body = bodyOf(request)
    const answer = readAnswer(request, action)
    const ids = idsOf(body)
    const tally = new Tally()
    if (ids) {
      for (let from = 0; from < ids.length; from += SEARCH_LIMITS.batchMax)
        tally.add(await answered(ids.slice(from, from + SEARCH_LIMITS.batchMax), answer, options))
      return tally.shown()
    }
    return byFilter(request, { answer, tally, ...options })
  })
}

type Answer = Omit<AnswerRequest, 'alertIds'>

/** Batch by batch, so that no transaction is large and whatever arrives meanwhile has its turn. */
async function byFilter(
  request: FastifyRequest,
  options: ApiOptions & { readonly answer: Answer; readonly tally: Tally },
): Promise<WireAnsweredMany> {
  const { store, answer, tally, people } = options
  const body = bodyOf(request)
  const given = propertyOf(body, 'filter')
  if (typeof given !== 'object' || given === null)
    throw invalid('"ids" as a list of ids of alerts, or "filter" such as {"state": "firing"}')
  const filter = {
    states: ['firing', 'acknowledged'] as const,
    ...filterOf(given, people.configuration()),
  }
  let before = optionalText(body, 'before', 100)
  while (tally.count < SEARCH_LIMITS.answeredMax) {
    const found = await store.findAlerts({
      ...filter,
      limit: SEARCH_LIMITS.batchMax,
      ...(before === undefined ? {} : { before }),
    })
    const ids = found.alerts.map(({ id }) => id)
    if (ids.length > 0) tally.add(await answered(ids, answer, options))
    before = found.next
    if (before === undefined) break
  }
  return { ...tally.shown(), ...(before === undefined ? {} : { next: before }) }
}

function answered(
  alertIds: readonly string[],
  answer: Answer,
  { answering }: ApiOptions,
): Promise<AnswerReport> {
  return answering.answer({ ...answer, alertIds })
}

/** What came of it so far. */
class Tally {
  count = 0
  readonly #verdicts = new Map<string, number>()
  readonly #ids: string[] = []

  add(report: AnswerReport): void {
    this.count += report.length
    for (const { alert, verdict } of report) {
      this.#verdicts.set(verdict, (this.#verdicts.get(verdict) ?? 0) + 1)
      if (verdict === 'done' && this.#ids.length < STORE_LIMITS.pageMax) this.#ids.push(alert.id)
    }
  }

  shown(): WireAnsweredMany {
    return { verdicts: Object.fromEntries(this.#verdicts), ids: this.#ids }
  }
}

function idsOf(body: unknown): readonly string[] | undefined {
  const ids = propertyOf(body, 'ids')
  if (ids === undefined) return undefined
  const isList = Array.isArray(ids) && ids.length > 0 && ids.length <= STORE_LIMITS.pageMax
  if (isList && ids.every((id) => typeof id === 'string')) return [...new Set<string>(ids)]
  throw invalid(`"ids" as a list of 1 to ${STORE_LIMITS.pageMax} ids of alerts`)
}

const NO_ACTION = problem(
  404,
  'TOCSIN_NOT_FOUND',
  `Expected one of ${ANSWER_ACTIONS.join(', ')} after /api/v1/alerts, found something else.`,
)
