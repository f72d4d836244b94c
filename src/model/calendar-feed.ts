import type { Language } from './text.ts'

/** A calendar that was handed out: whose shifts it shows. Its address holds a token, of which only a digest is kept. */
export type CalendarFeed = {
  readonly id: string
  readonly digest: string
  /** One schedule's shifts, or one contact's in all schedules. */
  readonly of: 'schedule' | 'contact'
  readonly name: string
  readonly language: Language
  readonly createdAt: number
  readonly createdBy: string
}
