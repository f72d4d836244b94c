import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import { ANSWER_LIMITS } from '../../base/limits.ts'
import { ANSWER_ACTIONS } from '../../model/answer.ts'
import { escalationsOf } from '../explain.ts'
import type { ApiOptions } from '../options.ts'
import { presentAlert, presentReport } from '../present.ts'
import { problem, refuse } from '../problem.ts'
import { readAnswer } from '../read-answer.ts'
import { storyOf } from '../story/story.ts'
import type { WireAlertStory } from '../wire.ts'
import { answerManyRoutes } from './answer-many.ts'
import { mutePreviewRoutes } from './mute-previews.ts'
import { silenceRoutes } from './silences.ts'

/** `/api/v1/alerts/<id>` and its answers, `/api/v1/silences`, and the previews: what people answer and what they keep silent. */
export function answeringRoutes(options: ApiOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: ANSWER_LIMITS.bodyBytesMax },
      (_request, body, parsed) => parsed(null, body),
    )
    alertRoutes(scope, options)
    answerManyRoutes(scope, options)
    silenceRoutes(scope, options)
    mutePreviewRoutes(scope, options)
    done()
  }
}

function alertRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { store, answering } = options
  scope.get<{ Params: { id: string } }>('/api/v1/alerts/:id', async (request, reply) => {
    const alert = await store.alert(request.params.id)
    if (!alert) return refuse(reply, NO_ALERT)
    const story: WireAlertStory = {
      ...presentAlert(alert),
      escalations: await escalationsOf(alert.id, options),
    }
    return story
  })

  scope.get<{ Params: { id: string } }>('/api/v1/alerts/:id/story', async (request, reply) => {
    const story = await storyOf(request.params.id, options)
    return story ?? refuse(reply, NO_ALERT)
  })

  scope.post<{ Params: { id: string; action: string } }>(
    '/api/v1/alerts/:id/:action',
    async (request, reply) => {
      const action = ANSWER_ACTIONS.find((known) => known === request.params.action)
      if (!action) return refuse(reply, NO_ACTION)
      const answer = readAnswer(request, action)
      const [row] = await answering.answer({ alertIds: [request.params.id], ...answer })
      return row ? presentReport(row) : refuse(reply, NO_ALERT)
    },
  )
}

const NO_ALERT = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the id of an alert, found none with this id. /api/v1/alerts has the ids.',
)
const NO_ACTION = problem(
  404,
  'TOCSIN_NOT_FOUND',
  `Expected one of ${ANSWER_ACTIONS.join(', ')} after the alert, found something else.`,
)
