import type { ArgoConfig } from './configuration.ts'
import type { JsonValue } from './delivery.ts'
import type { Destination } from './destinations.ts'
import { type Subject, templateData } from './environment.ts'
import { type ArgoTemplate, type Rendered, renderAll, renderTemplates } from './templates.ts'

/** What templates say to one recipient of a service. */
export function renderFor(
  config: ArgoConfig,
  {
    subject,
    templates: names,
    destination,
  }: {
    readonly subject: Subject
    readonly templates: readonly string[]
    readonly destination: Destination
  },
): Rendered {
  const service = config.services.get(destination.service)
  if (service === undefined)
    return { problem: `notification service '${destination.service}' is not supported` }
  const templates = templatesNamed(config, names)
  if ('problem' in templates) return templates
  const contentType = contentTypeOf(service.options.headers)
  return renderTemplates(templates, {
    service,
    data: templateData(config, { ...subject, ...destination }),
    raw: config.rawJson,
    all: config.strict,
    ...(contentType === undefined ? {} : { contentType }),
  })
}

function contentTypeOf(headers: unknown): string | undefined {
  if (!Array.isArray(headers)) return undefined
  return headers.flatMap((header: unknown) => {
    if (typeof header !== 'object' || header === null) return []
    const { name, value } = { name: undefined, value: undefined, ...header }
    return String(name).toLowerCase() === 'content-type' ? [String(value)] : []
  })[0]
}

/** Everything that templates say for all services, as upstream's console shows it; or why they cannot. */
export function renderWhole(
  config: ArgoConfig,
  {
    subject,
    templates: names,
    destination,
  }: {
    readonly subject: Subject
    readonly templates: readonly string[]
    readonly destination: Destination
  },
): { readonly notification: Readonly<Record<string, JsonValue>> } | { readonly problem: string } {
  const templates = templatesNamed(config, names)
  if ('problem' in templates) return templates
  const { service: name } = destination
  const service = config.services.get(name) ?? { name, type: name }
  const data = templateData(config, { ...subject, ...destination })
  return renderAll(templates, { service, data, raw: config.rawJson, all: true })
}

function templatesNamed(
  { templates }: ArgoConfig,
  names: readonly string[],
): readonly ArgoTemplate[] | { readonly problem: string } {
  const unknown = names.find((name) => !templates.has(name))
  if (unknown !== undefined) return { problem: `template '${unknown}' is not supported` }
  return names.flatMap((name) => templates.get(name) ?? [])
}
