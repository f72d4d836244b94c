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
import { type ArgoService, type Resolved, type ResolveOptions, resolveService } from './resolve.ts'

export type ContactsOptions = ResolveOptions & {
  /** Today's rules for what is addressed. */
  readonly rules: () => Configuration['argocd']
}

/**
 * The recipients of services in ConfigMaps as contacts of the hub. A robot is one contact whatever the subscriptions name;
 * of any other service each recipient is one.
 */
export class Contacts implements AddressedContacts {
  readonly #options: ContactsOptions
  readonly #services = new Map<string, ReadonlyMap<string, ArgoService>>()
  /** In the order of their last use. */
  readonly #known = new Map<string, Contact | undefined>()

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

  /** From now on the namespace has these services; undefined: its ConfigMap is gone. */
  take(namespace: string, services: readonly ArgoService[]): void {
    this.#services.set(namespace, new Map(services.map((one) => [one.name, one])))
    for (const id of [...this.#known.keys()]) {
      const addressee = addresseeOf(id)
      if (addressee?.namespace === namespace) this.#known.set(id, this.#make(addressee))
    }
    // What needs no recipient can be shown before it is told anything.
    for (const { name } of services)
      if (this.#isRobot(namespace, name)) this.use({ namespace, service: name, recipient: '' })
  }

  /** What is wrong with the options of the namespace's services, by the service's name. */
  problems(
    namespace: string,
  ): readonly { readonly service: string; readonly problem: LocalText }[] {
    const services = [...(this.#services.get(namespace)?.values() ?? [])]
    return services.flatMap((service) => {
      const resolved = resolveService(service, '', this.#options)
      if (!('problems' in resolved) || this.#options.robotOf(service) === undefined) return []
      return resolved.problems.map((problem) => ({ service: service.name, problem }))
    })
  }

  /** The contact that is to hear it, and whether it is a robot. Gives whether it is new. */
  use(addressee: Addressee): {
    readonly contact: string
    readonly isRobot: boolean
    readonly isNew: boolean
  } {
    const { namespace, service } = addressee
    const isRobot = this.#isRobot(namespace, service)
    const meant = isRobot ? { ...addressee, recipient: '' } : addressee
    const contact = contactIdOf(meant)
    const isNew = !this.#known.has(contact)
    const made = this.#known.get(contact) ?? this.#make(meant)
    this.#known.delete(contact)
    this.#known.set(contact, made)
    this.#trim()
    return { contact, isRobot, isNew }
  }

  #isRobot(namespace: string, name: string): boolean {
    const service = this.#services.get(namespace)?.get(name)
    return service !== undefined && this.#options.robotOf(service) !== undefined
  }

  #trim(): void {
    for (const id of this.#known.keys()) {
      if (this.#known.size <= ARGOCD_HUB_LIMITS.contactsMax) return
      this.#known.delete(id)
    }
  }

  #make({ namespace, service: name, recipient }: Addressee): Contact | undefined {
    const id = contactIdOf({ namespace, service: name, recipient })
    const rules = this.#options.rules()
    const service = this.#services.get(namespace)?.get(name)
    const resolved = service && resolveService(service, recipient, this.#options)
    if (resolved === undefined || 'problems' in resolved) return awaitedContact(id, rules)
    return addressedContact(id, endpointOf(resolved, rules))
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
