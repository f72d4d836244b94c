import { adapters } from './adapters.ts'
import type { AskedTemplate, PreviewedTemplate } from './api/api.ts'
import type { Live } from './live.ts'
import type { Event } from './model/event.ts'
import { PREVIEW_KINDS } from './preview.ts'
import { previewTemplate } from './preview-template.ts'
import { trySource } from './try-source.ts'
import type { RunningHub } from './wiring.ts'

type Parts = { readonly hub: RunningHub; readonly live: Live }

/** Shows a template with what a source of the configuration makes of a request, or with a sample. */
export function previewConfigured(
  { template, kind, request, language }: AskedTemplate,
  parts: Parts,
): PreviewedTemplate {
  // A template belongs to no contact: its times are in the zone that a contact has.
  const contacts = [...parts.live.directory.configuration.contacts.values()]
  const zone = contacts.flatMap(({ endpoints }) => endpoints).find((one) => one.zone)?.zone
  const known = PREVIEW_KINDS.find((one) => one === kind)
  if (kind !== undefined && known === undefined)
    return wrong(`Expected "kind" as one of ${PREVIEW_KINDS.join(', ')}, found another.`)
  const read = request && eventsOf(request, parts)
  if (typeof read === 'string') return wrong(read)
  const preview = previewTemplate({
    template,
    ...(known === undefined ? {} : { kind: known }),
    ...(read === undefined ? {} : { events: read }),
    ...(zone === undefined ? {} : { zone }),
    language,
    channels: adapters.channels,
    clock: parts.hub.clock,
  })
  return { kind: 'shown', preview }
}

function wrong(problem: string): PreviewedTemplate {
  return { kind: 'wrong', problem }
}

/** The events that the source reads from the payload, or why it reads none. */
function eventsOf(
  { source: name, payload }: NonNullable<AskedTemplate['request']>,
  { hub, live }: Parts,
): readonly Event[] | string {
  const source = live.directory.configuration.sources.find((one) => one.name === name)
  if (!source)
    return 'Expected "source" as the name of a source of the configuration, found another.'
  const headers = { 'content-type': 'application/json' }
  const body = new TextEncoder().encode(payload)
  const request = { method: 'POST', path: '', query: '', headers, body } as const
  const receivedAt = hub.clock.now()
  const tried = trySource({ source, types: hub.sourceTypes, request, receivedAt })
  if (tried.kind === 'unparsable') return tried.problem
  return tried.events.length > 0
    ? tried.events
    : 'Expected a payload with an event, found none in it that the source takes.'
}
