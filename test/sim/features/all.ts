import type { Feature } from '../feature.ts'
import { escalations } from './escalations.ts'
import { explained } from './explained.ts'
import { lives } from './lives.ts'
import { machine } from './machine.ts'
import { mail } from './mail.ts'
import { noises } from './noises.ts'
import { people } from './people.ts'
import { policies } from './policies.ts'
import { quietTimes } from './quiet-times.ts'
import { repeats } from './repeats.ts'
import { retention } from './retention.ts'
import { robots } from './robots.ts'
import { schedules } from './schedules.ts'
import { senders } from './senders.ts'
import { watches } from './watches.ts'

/** Every part of the product that is simulated, one line each. Those further down see what those above have drafted. */
export const FEATURES: readonly Feature[] = [
  senders,
  robots,
  mail,
  policies,
  lives,
  noises,
  quietTimes,
  schedules,
  escalations,
  explained,
  people,
  machine,
  watches,
  retention,
  repeats,
]
