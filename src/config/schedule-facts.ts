import type { Contact } from '../model/configuration.ts'
import type { OnCall } from '../model/schedule.ts'
import type { Place } from './problem.ts'
import { quote, type Read } from './reader.ts'
import { type Shape, text } from './shape.ts'

/** Stands for nobody, on purpose, where a contact's name is expected. */
const NOBODY = 'nobody'

/** A text of which a form is expected, such as a date. */
export function checked({
  title,
  isRight,
}: {
  title: string
  isRight: (text: string) => boolean
}): Shape<string> {
  return text({
    title,
    check: ({ value, written }) =>
      isRight(value) ? undefined : `Expected ${title}, found ${quote(written)}. Correct it.`,
  })
}

/** What resolving needs: names are looked up, and what does not fit is reported. */
export type ScheduleFacts = {
  readonly id: string
  /** The zone at the top. */
  readonly zone: string
  readonly contacts: ReadonlyMap<string, Contact>
  /** The contact group that reaches a team. */
  readonly contactOfTeam: (team: Read<string> | undefined) => Read<string> | undefined
  readonly contactOf: (name: Read<string>) => string
  /** Finds what a contact group or contact is told by. */
  readonly target: (name: Read<string>) => string
  readonly wrong: (at: Place, message: string) => void
}

/** A contact's name, or null for nobody. */
export function onCallOf(name: Read<string>, { contactOf }: ScheduleFacts): OnCall {
  return name.value === NOBODY ? null : contactOf(name)
}
