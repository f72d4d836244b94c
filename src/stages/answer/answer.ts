// In: what a person answers about alerts. Out: events of the alerts' own sources, and silences; and the
// buttons that lead here. Must hold: an answer enters as an event and changes nothing by itself; who was
// first stays so, and what is over is not brought back.
import type { MessageLink } from '../../model/message.ts'
import { checkAssignment } from './assignment.ts'
import { type AnswerDecision, type AnswerFacts, decideAnswer, noteByHub } from './decide.ts'
import { type ButtonFacts, buttonsOf, linkToRest } from './links.ts'

export type { AnsweredAlert } from './decide.ts'
export { checkAssignment, noteByHub as hubAnswer }

/** What the answer comes to, for each alert. */
export function takeAnswer(facts: AnswerFacts, now: number): AnswerDecision {
  return decideAnswer(facts, now)
}

/** The buttons of a message; none where nothing can be done. */
export function answerButtons(facts: ButtonFacts): readonly MessageLink[] {
  return buttonsOf(facts)
}

/** The link that goes with a message that had to be shortened. */
export function restLink(facts: Omit<ButtonFacts, 'canEscalate'>): MessageLink | undefined {
  return linkToRest(facts)
}
