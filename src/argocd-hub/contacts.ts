import { createHash } from 'node:crypto'
import type { ArgoService } from '../argocd/argocd.ts'
import { ARGOCD_HUB_LIMITS } from '../base/limits.ts'
import {
  type AddressedContacts,
  type Addressee,
  addressedContact,
  addresseeOf,
  awaitedContact,
  contactIdOf,
  contactOfEndpoint,
} from '../model/addressed.ts'
import type { Configuration, Contact } from '../model/configuration.ts'
import type { LocalText } from '../model/text.ts'
import { type Aim, type Means, type Resolved, resolveService, robotIn } from './resolve.ts'

export type ContactsOptions = Means & {
  /** Today's rules for what is addressed. */
  readonly rules: () => Configuration['argocd']
}

/** Whom a delivery is for, and what its template puts behind the URL of a webhook. */
export type Destination = Addressee & { readonly path: string }

/**
 * The recipients of services in ConfigMaps as contacts of the hub. A robot is one contact whatever the subscriptions name;
 * of any other service each recipient is one.
 */
export class Contacts implements AddressedContacts {
  readonly #options: ContactsOptions
  readonly #services = new Map<string, ReadonlyMap<string, ArgoService>>()
  /** In the order of their last use. */
  readonly #known = new Map<string, Contact | undefined>()
  /** What stands behind the URLs of robots, by a digest: there may be a token in it. */
  readonly #paths = new Map<string, string>([['', '']])

  constructor(options: ContactsOptions) {
    this.#options = options
  }

  get known(): readonly Contact[] {
    return [...this.#known.values()].flatMap((contact) => contact ?? [])
  }

  contactOf(id: string): Contact | undefined {
    const addressee = addresseeOf(id)
    if (addressee === undefined) return undefined
    return this.#known.get(id) ?? this.#make(addressee)
  }

  /** Whether the ConfigMap of the endpoint's namespace has not been read yet. */
  awaits(endpointId: string): boolean {
    const addressee = addresseeOf(contactOfEndpoint(endpointId))
    return addressee !== undefined && !this.#services.has(addressee.namespace)
  }

  /** From now on the namespace has these services; none where its ConfigMap is gone. */
  take(namespace: string, services: readonly ArgoService[]): void {
    this.#services.set(namespace, new Map(services.map((one) => [one.name, one])))
    // What needs no recipient can be shown before it is told anything.
    for (const { name: service, paths = [] } of services)
      for (const path of ['', ...paths])
        if (this.#robot({ namespace, service, path }) !== undefined)
          this.use({ namespace, service, recipient: '', path })
    for (const id of [...this.#known.keys()]) {
      const addressee = addresseeOf(id)
      if (addressee?.namespace === namespace) this.#known.set(id, this.#make(addressee))
    }
  }

  /** What is wrong with the namespace's services, whoever is told by them; also that one is not sent at all. */
  problems(
    namespace: string,
  ): readonly { readonly service: ArgoService; readonly problem: LocalText }[] {
    const services = [...(this.#services.get(namespace)?.values() ?? [])]
    return services.flatMap((service) =>
      this.#problemsOf(service).map((problem) => ({ service, problem })),
    )
  }

  #problemsOf(service: ArgoService): readonly LocalText[] {
    const problems = (aim: Aim): readonly LocalText[] => {
      const resolved = resolveService(service, aim, this.#options)
      return 'problems' in resolved ? resolved.problems : []
    }
    if (robotIn(service, '').kind !== 'none') return problems({ path: '' })
    // What is said of one recipient and not of another is about the recipient.
    const [first = [], ...others] = recipientsFor(service).map((recipient) =>
      problems({ recipient }).map((text) => JSON.stringify(text)),
    )
    const about = new Set(first.filter((text) => others.every((other) => other.includes(text))))
    return problems({ recipient: '' }).filter((text) => about.has(JSON.stringify(text)))
  }

  /** The contact that is to hear it, which robot that is, and whether it is new. */
  use({ namespace, service, recipient, path }: Destination): {
    readonly contact: string
    /** The channel of the robot. */
    readonly robot: string | undefined
    readonly isNew: boolean
  } {
    const robot = this.#robot({ namespace, service, path })
    const isRobot = robot !== undefined
    const meant = { namespace, service, recipient: isRobot ? this.#note(path) : recipient }
    const contact = contactIdOf(meant)
    const isNew = !this.#known.has(contact)
    const made = this.#known.get(contact) ?? this.#make(meant)
    this.#known.delete(contact)
    this.#known.set(contact, made)
    trim(this.#known)
    return { contact, robot, isNew }
  }

  #note(path: string): string {
    if (path === '') return ''
    const digest = `${BEHIND}${createHash('sha256').update(path).digest('hex').slice(0, 12)}`
    this.#paths.delete(digest)
    this.#paths.set(digest, path)
    trim(this.#paths)
    return digest
  }

  /** A webhook that is broken in its robot's own settings is a robot's all the same. */
  #robot({ namespace, service, path }: Omit<Destination, 'recipient'>): string | undefined {
    const found = this.#services.get(namespace)?.get(service)
    const reading = found && robotIn(found, path)
    if (reading === undefined || reading.kind === 'none') return undefined
    return reading.kind === 'robot' ? reading.channel : ''
  }

  #make({ namespace, service: name, recipient }: Addressee): Contact | undefined {
    const id = contactIdOf({ namespace, service: name, recipient })
    const rules = this.#options.rules()
    const service = this.#services.get(namespace)?.get(name)
    const aim = service && this.#aim(service, recipient)
    const resolved = service && aim && resolveService(service, aim, this.#options)
    if (resolved === undefined || 'problems' in resolved) return awaitedContact(id, rules)
    return addressedContact(id, endpointOf(resolved, rules))
  }

  /** Undefined where it is not known what stands behind the URL. */
  #aim(service: ArgoService, recipient: string): Aim | undefined {
    const path = this.#paths.get(recipient)
    if (path !== undefined && robotIn(service, path).kind !== 'none') return { path }
    return recipient.startsWith(BEHIND) ? undefined : { recipient }
  }
}

/** Recipients of all forms, among them those that the options themselves name. */
function recipientsFor({ options }: ArgoService): readonly string[] {
  const named = Object.values(options).flatMap((value) =>
    typeof value === 'object' && value !== null ? Object.keys(value).slice(0, 1) : [],
  )
  return ['', 'somebody@example.com', '-1001', ...named]
}

/** Begins what stands for a path in a contact's id. */
const BEHIND = 'path-'

function trim(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    if (map.size <= ARGOCD_HUB_LIMITS.contactsMax) return
    if (key !== '') map.delete(key)
  }
}

function endpointOf(
  { channel, settings, lane }: Resolved,
  rules: Configuration['argocd'],
): Parameters<typeof addressedContact>[1] {
  return {
    channel,
    settings,
    lane,
    language: rules?.language ?? 'en',
    ...(rules?.zone === undefined ? {} : { zone: rules.zone }),
  }
}
