import type { EscalationNote } from '../../model/escalation.ts'
import { noteText } from '../present-escalation.ts'
import type { WireText } from '../wire.ts'
import type { StoryFacts, Teller } from './facts.ts'

/** The steps of escalation policies: which were told, left out or put off, and how each run went on. */
export const tellEscalations: Teller = (facts) =>
  facts.runs.flatMap((run) =>
    run.history.map((note) => ({
      at: note.at,
      kind: 'escalation',
      policy: run.policy,
      text: led(placeOf(run.plan.id, note), withNames(note, facts)),
    })),
  )

function placeOf(plan: string, { step, round }: EscalationNote): string {
  const place = step === undefined ? '' : ` ${step + 1}${round ? `/${round + 1}` : ''}`
  return `${plan}${place}`
}

/** What happened, and to whom. */
function withNames({ contacts = [], ...note }: EscalationNote, facts: StoryFacts): WireText {
  const { en, zh } = noteText(note)
  if (contacts.length === 0) return { en, zh }
  const names = contacts.map((contact) => facts.escalation.nameOf(contact)).join(', ')
  return { en: `${en} (${names})`, zh: `${zh}（${names}）` }
}

function led(place: string, { en, zh }: WireText): WireText {
  return { en: `${place}: ${en}`, zh: `${place}：${zh}` }
}
