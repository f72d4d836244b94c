import type { Answering } from './api/api.ts'
import type { Hub } from './flow.ts'
import { answer, muting } from './flow-answer.ts'
import type { Live } from './live.ts'
import { readLink, signLink } from './model/answer-link.ts'

/** What the pages need on which people answer messages; links are signed with `key`. */
export function answeringOf(hub: Hub, live: Live, key: Uint8Array): Answering {
  return {
    readLink: (token, now) => readLink(token, key, now),
    tokenOf: (link) => signLink(link, key),
    answer: (request) => answer(hub, request),
    silencedUntil: (alerts) => muting(hub).silencedUntil(alerts),
    canEscalate: () => live.directory.configuration.fallback !== undefined,
    publicUrl: () => live.publicUrl,
    chatOf(endpointId) {
      const { endpoints, configuration } = live.directory
      const endpoint = endpoints.get(endpointId)
      const contact = endpoint && configuration.contacts.get(endpoint.contact)
      return contact && { contact: contact.id, name: contact.name, language: endpoint.language }
    },
  }
}
