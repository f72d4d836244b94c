/**
 * In: what a template of Argo CD Notifications makes of an Application, sent by its webhook service.
 * Out: what it says of the application's sync, its health and its comparison; what says nothing of them is a notice.
 * Holds: pure; never throws for what was sent; only a request that says nothing at all is refused.
 */
import { textOf } from '../../contract/fields.ts'
import type {
  SourceContext,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../contract/source.ts'
import { eventsOf } from './app-events.ts'
import { contentOf } from './content.ts'
import { factsOf } from './facts.ts'

/** Argo CD Notifications, by its webhook service. */
export const argocd: SourceType = {
  type: 'argocd',
  title: { en: 'Argo CD Notifications', zh: 'Argo CD 通知' },
  // A template without a part for the webhook is sent as the body of a GET.
  methods: ['POST', 'GET'],
  fields: [
    {
      name: 'namespace',
      kind: 'text',
      label: { en: 'Namespace of Argo CD', zh: 'Argo CD 所在命名空间' },
      hint: {
        en: 'Applications of this namespace go by their name alone, as in messages that do not name a namespace. Default: `argocd`.',
        zh: '该命名空间中的应用只以名称区分，与不带命名空间的消息一致。默认：`argocd`。',
      },
      placeholder: 'argocd',
      required: false,
      secret: false,
    },
  ],
  // A trigger fires once for a change, and says nothing while it lasts.
  repeatsRarely: true,
  read,
}

function read(request: SourceRequest, { settings }: SourceContext): SourceReading {
  const content = contentOf(request)
  if (content === undefined) {
    return {
      kind: 'unparsable',
      expected: 'A message that a template of Argo CD Notifications made: JSON, a form or text.',
      found: 'A request that says nothing.',
      remedy:
        'Give the template a message, or a part webhook with a body; test it with "argocd admin notifications template notify".',
    }
  }
  const facts = factsOf(content, { ownNamespace: textOf(settings, 'namespace') ?? 'argocd' })
  return { kind: 'events', events: eventsOf(facts, content) }
}
