import { isMap } from 'yaml'
import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { RotationLayer } from '../model/schedule.ts'
import { section } from './collection.ts'
import type { Read } from './reader.ts'
import { checked, onCallOf, type ScheduleFacts } from './schedule-facts.ts'
import { parseLocal } from './schedule-text.ts'
import { type Shape, text } from './shape.ts'

/** Who takes turns, and from when until when where that is not always. */
export type Member = {
  readonly contact: Read<string>
  readonly from?: Read<string>
  readonly until?: Read<string>
}

/** The name of a contact, or with it from when or until when it takes turns. */
export function memberShape(): Shape<Member> {
  const title = 'the name of a contact'
  const name = () => text({ title, lengthMax: CONFIG_SHAPE_LIMITS.nameLengthMax })
  const plain = name()
  const dated = section({
    title: 'a contact that takes turns for a while',
    keys: {
      contact: { shape: name(), required: true, hint: 'Who it is.' },
      from: { shape: moment(), required: false, hint: 'From when on it takes turns.' },
      until: { shape: moment(), required: false, hint: 'When it leaves.' },
    },
  })
  return {
    title,
    schema: { anyOf: [plain.schema, dated.schema] },
    read(reader, spot) {
      if (isMap(reader.resolve(spot.node))) {
        const read = dated.read(reader, spot)
        const contact = read?.value.contact
        if (read === undefined || contact === undefined) return undefined
        return { value: { ...read.value, contact }, at: read.at }
      }
      const contact = plain.read(reader, spot)
      return contact && { value: { contact }, at: contact.at }
    },
  }
}

function moment(): Shape<string> {
  return checked({
    title: 'a date and time such as "2026-01-05 09:00"',
    isRight: (written) => parseLocal(written, 'UTC') !== undefined,
  })
}

/** Who takes turns first, and each change of that. */
export function rosterOf(
  members: readonly Read<Member>[],
  zone: string,
  facts: ScheduleFacts,
): Pick<RotationLayer, 'contacts' | 'changes'> {
  const dated = members.map(({ value: { contact, from, until }, at }) => {
    const member = {
      contact: onCallOf(contact, facts),
      from: (from && parseLocal(from.value, zone)) ?? -Infinity,
      until: (until && parseLocal(until.value, zone)) ?? Infinity,
    }
    if (member.until <= member.from)
      facts.wrong(
        at,
        'Expected a contact that leaves after it came, found one that does not. Change "until".',
      )
    return member
  })
  const at = (instant: number) =>
    dated
      .filter(({ from, until }) => from <= instant && instant < until)
      .map(({ contact }) => contact)
  const edges = new Set(dated.flatMap(({ from, until }) => [from, until]).filter(Number.isFinite))
  const changes = [...edges]
    .sort((one, other) => one - other)
    .map((instant) => ({ at: instant, contacts: at(instant) }))
  return { contacts: at(-Infinity), ...(changes.length === 0 ? {} : { changes }) }
}
