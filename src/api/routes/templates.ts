import type { FastifyPluginCallback } from 'fastify'
import { IDENTITY_LIMITS, TEMPLATE_PREVIEW_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { Configuration, MessageTemplate, Policy } from '../../model/configuration.ts'
import type { ApiOptions, AskedTemplate } from '../options.ts'
import { oneOf } from '../paging.ts'
import { problem, refuse } from '../problem.ts'
import { bodyOf, invalid, optionalText } from '../read-body.ts'
import type { WireTemplate, WireTemplatePreview } from '../wire-templates.ts'

/** `/api/v1/templates`: the templates of the configuration, and what one would make on each platform; nothing is sent. */
export function templateRoutes({ people, previewTemplate }: ApiOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: TEMPLATE_PREVIEW_LIMITS.bodyBytesMax },
      (_request, body, parsed) => parsed(null, body),
    )
    scope.get('/api/v1/templates', async () => {
      const configuration = people.configuration()
      const templates = [...configuration.templates.values()]
      return { templates: templates.map((one) => presentTemplate(one, configuration)) }
    })

    scope.post(
      '/api/v1/templates/preview',
      { config: { changesNothing: true } },
      async (request, reply) => {
        const shown = previewTemplate(readAsked(bodyOf(request)))
        if (shown.kind === 'wrong')
          return refuse(reply, problem(400, 'TOCSIN_REQUEST_INVALID', shown.problem))
        const { kind, faults, fails, messages } = shown.preview
        const answer: WireTemplatePreview = {
          ...{ kind, faults, messages },
          fails: [...fails].map(([text, kinds]) => ({ text, kinds })),
        }
        return answer
      },
    )
    done()
  }
}

function readAsked(body: unknown): AskedTemplate {
  const part = (name: string) => {
    const text = optionalText(body, name, TEMPLATE_PREVIEW_LIMITS.partLengthMax)
    return text === undefined || text.trim() === '' ? {} : { [name]: text }
  }
  const template = { ...part('title'), ...part('text'), ...part('raw') }
  if ('raw' in template && Object.keys(template).length > 1)
    throw invalid('"raw" alone, for it is the whole body', 'other parts beside it')
  const keepFields = propertyOf(body, 'keepFields') === true
  const source = optionalText(body, 'source', IDENTITY_LIMITS.nameLengthMax)
  const payload = optionalText(body, 'payload', TEMPLATE_PREVIEW_LIMITS.bodyBytesMax)
  if (payload !== undefined && source === undefined)
    throw invalid('"source" with the name of the source that reads the payload', 'none')
  const kind = optionalText(body, 'kind', IDENTITY_LIMITS.nameLengthMax)
  const language = oneOf(propertyOf(body, 'language'), 'language', ['en', 'zh'] as const) ?? 'en'
  return {
    ...(Object.keys(template).length === 0 ? {} : { template: { ...template, keepFields } }),
    ...(kind === undefined ? {} : { kind }),
    ...(source === undefined || payload === undefined ? {} : { request: { source, payload } }),
    language,
  }
}

function presentTemplate(
  { id, ...parts }: MessageTemplate,
  { contacts, policies }: Configuration,
): WireTemplate {
  return {
    name: id,
    ...parts,
    usedBy: [
      ...policies.filter((policy) => names(policy, id)).map((policy) => policy.id),
      ...[...contacts.values()].filter(({ template }) => template === id).map((one) => one.id),
    ],
  }
}

/** Whether the policy or one of its routes names the template. */
function names({ notify, routes = [] }: Policy, template: string): boolean {
  return (
    notify.some((target) => target.template === template) ||
    routes.some((route) => names(route, template))
  )
}
