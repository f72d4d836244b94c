/** The parts that every event of this source is put together from, whatever it was read from. */
import type { EventField, EventLink } from '../../model/event.ts'
import { inLanguage } from '../../model/text.ts'
import { field } from '../../reading/parts.ts'
import { consoleUrl, type Resource, resourceWord } from './resource.ts'

/**
 * The resource by its display name and its id. The name that comes with a disk or the like is its
 * instance's, and so gets a field of its own.
 */
export function resourceFields(
  resource: Resource,
  instance: { readonly name: string | undefined; readonly id: string | undefined },
): EventField[] {
  const { id, type } = resource
  const isInstance = type === undefined || /instance$/i.test(type)
  if (isInstance) return field(...wordsFor(type), nameAndId(instance.name, id))
  const owner = instance.name === id ? undefined : nameAndId(instance.name, instance.id)
  return [...field(...wordsFor(type), id), ...field(...wordsFor('instance'), owner)]
}

function wordsFor(type: string | undefined): [string, string] {
  const words = resourceWord(type)
  return [inLanguage(words, 'en'), inLanguage(words, 'zh')]
}

function nameAndId(name: string | undefined, id: string | undefined): string | undefined {
  if (name === undefined || name === id) return id
  return id === undefined ? name : `${name} (${id})`
}

/** The application group; `0` stands for none. */
export function groupIdOf(groupId: string | undefined): string | undefined {
  return groupId === '0' ? undefined : groupId
}

/** The link to the resource's own page, where its address is known. */
export function consoleLinks(
  product: string,
  resource: Resource,
  region: string | undefined,
): EventLink[] {
  const url = consoleUrl({ product, type: resource.type, id: resource.id, region })
  return url === undefined
    ? []
    : [{ text: { en: 'Alibaba Cloud console', zh: '阿里云控制台' }, url }]
}
