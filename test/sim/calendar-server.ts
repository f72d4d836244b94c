// In: the seed and the time. Out: what a calendar's address answers, which is not always a calendar.
// Must hold: an answer follows from the seed and the time alone, so that asking changes nothing else in the world.
import type { HttpClient, HttpOutcome } from '../../src/base/http-client.ts'
import { Random } from './random.ts'
import { never, type SimTime } from './time.ts'

/** Where people of this world plan who is on call. */
export const CALENDAR_URL = 'http://calendars.test/rota.ics'

const MINUTE_MS = 60_000
/** How long an answer stays the same, and how long a plan. */
const MOOD_MS = 4 * MINUTE_MS
const PLAN_MS = 20 * MINUTE_MS

type Mood = 'well' | 'login page' | 'error' | 'unreachable' | 'empty'
const MOODS: readonly Mood[] = [
  'well',
  'well',
  'well',
  'login page',
  'error',
  'unreachable',
  'empty',
]

export class CalendarServer {
  readonly #seed: number
  readonly #time: SimTime
  /** The plans that were handed out. */
  readonly given = new Set<string>()
  #isHealed = false

  constructor({ seed, time }: { readonly seed: number; readonly time: SimTime }) {
    this.#seed = seed
    this.#time = time
  }

  /** From now on every answer is a calendar. */
  heal(): void {
    this.#isHealed = true
  }

  /** The way to it, as a process has it. */
  clientOf(process: { readonly isAlive: boolean }): HttpClient {
    return {
      send: async () => {
        await this.#time.sleep(20)
        if (!process.isAlive) await never()
        return this.#answer()
      },
      close: async () => undefined,
    }
  }

  #answer(): HttpOutcome {
    const mood = this.#isHealed ? 'well' : this.#draw('mood', MOOD_MS).pick(MOODS)
    if (mood === 'unreachable')
      return { kind: 'failed', stage: 'before-send', reason: 'ECONNREFUSED', trouble: 'connection' }
    if (mood === 'error') return answered(503, 'come back later')
    if (mood === 'login page') return answered(200, '<html>Who are you?</html>')
    if (mood === 'empty') return answered(200, '')
    const plan = planOf(this.#draw('plan', PLAN_MS))
    this.given.add(plan)
    return answered(200, plan)
  }

  #draw(what: string, slotMs: number): Random {
    return new Random(`${this.#seed}/${what}/${Math.floor(this.#time.now / slotMs)}`)
  }
}

function answered(status: number, body: string): HttpOutcome {
  return { kind: 'answered', status, headers: {}, body }
}

/** Somebody at the hours of the day, somebody else at the others, and now and then a gap or a stranger. */
function planOf(random: Random): string {
  const people = ['contact0', 'contact1', 'nobody', 'a stranger']
  const days = [0, 6, 12, 18].filter(() => random.likely(0.8))
  const events = days.flatMap((hour) => [
    'BEGIN:VEVENT',
    `UID:at-${hour}`,
    `SUMMARY:${random.pick(people)}`,
    `DTSTART:20260301T${String(hour).padStart(2, '0')}0000Z`,
    `DTEND:20260301T${String(hour + 5).padStart(2, '0')}5900Z`,
    'RRULE:FREQ=DAILY',
    'END:VEVENT',
  ])
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:sim', ...events, 'END:VCALENDAR', ''].join(
    '\r\n',
  )
}
