// In: argocd-notifications-cm. Out: a configuration of ours that tells what its subscriptions ask for, and line by line what stays or is lost.
// Must hold: no secret is in what comes out; one key that is wrong costs no other.
import { createMatcher } from '../../model/matcher.ts'
import { type ArgocdService, endpointOf } from './argocd-services.ts'
import { ImportError } from './fields.ts'
import { type Located, locate } from './located.ts'
import { type Imported, ImportNames, ImportNotes } from './notes.ts'
import { plain, type Written, writeConfiguration } from './write.ts'

/** Translates argocd-notifications-cm, the whole manifest or its `data`. Throws ImportError for what is none. */
export function importArgocd(text: string): Imported {
  const file = locate(text)
  const data = file.get('data') ?? file
  if (![...data.entries.keys()].some((key) => OURS.test(key)))
    throw new ImportError(
      'there is no key such as service.…, template.…, trigger.… or subscriptions in it',
    )
  const notes = new ImportNotes()
  const parsed = parsedKeys(data, notes)
  const services = servicesOf(parsed, notes)
  const contacts = new Contacts(services, notes)
  const policies = policiesOf(parsed, contacts, notes)
  noteTheRest(parsed, notes)
  const told = contacts.written
  const [fallback] = Object.keys(told)
  const sections: Written = {
    sources: { [SOURCE]: { type: 'argocd', key: '${ARGOCD_KEY}' } },
    ...(fallback === undefined ? {} : { contacts: told }),
    ...(Object.keys(policies).length === 0 ? {} : { policies }),
    ...(fallback === undefined ? {} : { fallback }),
  }
  return {
    from: 'argocd',
    yaml: writeConfiguration(sections, COMMENT),
    notes: notes.notes,
    secrets: [...notes.secrets, OWN_KEY],
  }
}

const OURS = /^(?:service\.|template\.|trigger\.|defaultTriggers|subscriptions$|context$)/
const SOURCE = 'argocd'

const OWN_KEY = {
  variable: 'ARGOCD_KEY',
  line: 0,
  place: '',
  as: 'a random text of your own: the password of the address that Argo CD posts to',
} as const

const COMMENT = [
  'Made from argocd-notifications-cm. `tocsin check` says whether it is good.',
  'Argo CD goes on deciding what happened, by its triggers. Add this service to the ConfigMap, tocsin-key to the Secret, and',
  'subscribe the applications to tocsin instead of the chats:',
  '  service.webhook.tocsin: |',
  '    url: https://<your hub>/in/$tocsin-key',
  '    headers: [{ name: Content-Type, value: application/json }]',
]

/** The values of the keys as YAML; one that is none is said, and left out. */
function parsedKeys(data: Located, notes: ImportNotes): ReadonlyMap<string, Located> {
  const parsed = new Map<string, Located>()
  for (const [key, value] of data.entries) {
    if (!OURS.test(key)) continue
    try {
      parsed.set(key, value.nested())
    } catch (error) {
      if (!(error instanceof ImportError)) throw error
      notes.dropped(
        value,
        `It is no YAML, and Argo CD tells nothing at all while that is so: ${error.message}.`,
      )
    }
  }
  return parsed
}

function servicesOf(
  parsed: ReadonlyMap<string, Located>,
  notes: ImportNotes,
): ReadonlyMap<string, ArgocdService> {
  const services = new Map<string, ArgocdService>()
  for (const [key, options] of parsed) {
    const [kind, type = '', name = type, ...more] = key.split('.')
    if (kind !== 'service') continue
    if (more.length > 0)
      notes.dropped(
        options,
        'A key of a service is service.<type> or service.<type>.<name>. Correct it in Argo CD too.',
      )
    else services.set(name, { name, type, options })
  }
  return services
}

/** A contact for each recipient that anything is told to. */
class Contacts {
  readonly #services: ReadonlyMap<string, ArgocdService>
  readonly #notes: ImportNotes
  readonly #names = new ImportNames()
  readonly #written = new Map<string, Written>()

  constructor(services: ReadonlyMap<string, ArgocdService>, notes: ImportNotes) {
    this.#services = services
    this.#notes = notes
  }

  get written(): { readonly [name: string]: Written } {
    return Object.fromEntries(this.#written)
  }

  /** The contact of `service:recipient`; undefined where there is no such service. */
  of(at: Located): string | undefined {
    const written = at.text ?? ''
    const [name = '', recipient = ''] = written.split(':').map((part) => part.trim())
    const service = this.#services.get(name)
    if (service === undefined) {
      this.#notes.dropped(
        at,
        `There is no service ${JSON.stringify(name)} in the ConfigMap. Argo CD fails with it too.`,
      )
      return undefined
    }
    const contact = this.#names.of(recipient === '' ? name : `${name}-${recipient}`)
    if (!this.#written.has(contact)) {
      const endpoint = endpointOf(service, recipient, this.#notes)
      this.#written.set(contact, {
        ...(contact === written ? {} : { name: plain(written) }),
        endpoints: endpoint === undefined ? [] : [endpoint],
      })
    }
    return contact
  }
}

/** A policy for each global subscription. */
function policiesOf(
  parsed: ReadonlyMap<string, Located>,
  contacts: Contacts,
  notes: ImportNotes,
): { readonly [name: string]: Written } {
  const standard = textsOf(parsed.get('defaultTriggers'))
  const policies: [string, Written][] = []
  for (const [index, subscription] of (parsed.get('subscriptions')?.items ?? []).entries()) {
    const recipients = subscription.get('recipients')?.items ?? []
    const own = textsOf(subscription.get('triggers'))
    const triggers = own.length > 0 ? own : standard
    const told = [...new Set(recipients.flatMap((one) => contacts.of(one) ?? []))]
    const selector = subscription.get('selector')
    if (selector)
      notes.dropped(
        selector,
        `An event has no labels of its Application. Choose by "application" or "project" instead of ${JSON.stringify(selector.text)}: until then the policy takes all of them.`,
      )
    if (triggers.length === 0) {
      notes.dropped(
        subscription,
        'It names no trigger, and there are no defaultTriggers: it tells nothing.',
      )
      continue
    }
    if (told.length === 0) continue
    policies.push([
      `subscription-${index + 1}`,
      {
        match: [`source=${JSON.stringify(SOURCE)}`, plain(triggerMatcher(triggers))],
        notify: told.map((contact) => ({ contact })),
      },
    ])
  }
  return Object.fromEntries(policies)
}

/** The name of an event is that of the trigger. */
function triggerMatcher(triggers: readonly string[]): string {
  const [first = '', ...others] = triggers
  if (others.length === 0) return createMatcher({ label: 'name', operator: '=', value: first }).text
  const value = triggers.map((trigger) => trigger.replaceAll('.', '\\.')).join('|')
  return createMatcher({ label: 'name', operator: '=~', value }).text
}

function textsOf(list: Located | undefined): readonly string[] {
  return (list?.items ?? []).flatMap(({ text }) => text ?? [])
}

/** What Argo CD goes on doing, and what it has to do for the hub. */
function noteTheRest(parsed: ReadonlyMap<string, Located>, notes: ImportNotes): void {
  const senders = new Map<string, string[]>()
  for (const [key, conditions] of parsed) {
    if (!key.startsWith('trigger.')) continue
    const trigger = key.slice('trigger.'.length)
    for (const condition of conditions.items) {
      for (const template of textsOf(condition.get('send')))
        senders.set(template, [...(senders.get(template) ?? []), trigger])
      const once = condition.get('oncePer')
      if (once)
        notes.stays(
          once,
          'Argo CD does not send again what failed under oncePer. The hub answers once the message is on disk, and from there on it is not lost.',
        )
    }
    notes.stays(
      conditions,
      `Argo CD goes on judging it; its events have the label name=${JSON.stringify(trigger)}.`,
    )
  }
  for (const [key, template] of parsed) {
    if (key.startsWith('template.'))
      noteTemplate(template, senders.get(key.slice('template.'.length)) ?? [], notes)
    if (key === 'context') notes.stays(template, 'It is for templates, which stay in Argo CD.')
    if (key.startsWith('defaultTriggers.'))
      notes.stays(
        template,
        'It is for annotations of Applications, which stay in Argo CD: subscribe them to the service tocsin, and give it defaultTriggers.tocsin.',
      )
  }
}

function noteTemplate(template: Located, triggers: readonly string[], notes: ImportNotes): void {
  const [trigger, another] = [...new Set(triggers)]
  const part = (path: string): string =>
    `webhook: { tocsin: { method: POST${path}, body: '{"app": {{ toJson .app }}}' } }`
  if (trigger === undefined) notes.stays(template, 'No trigger sends it.')
  else if (another === undefined)
    notes.stays(
      template,
      `Add to it: ${part(`, path: /${trigger}`)}. The address then says which trigger it was.`,
    )
  else
    notes.stays(
      template,
      `Add to it: ${part('')}. It is sent by ${triggers.join(', ')}, so the hub has to read from the Application which it was: give each a template of its own to be sure.`,
    )
}
