import type { Configuration, Endpoint, Policy } from '../model/configuration.ts'
import { withRoutes } from '../model/directory.ts'
import { contactsOn } from '../model/schedule.ts'
import type { LocalText } from '../model/text.ts'
import type { VerificationStep } from '../model/verification.ts'

/** Whether anything is ever told there: a chat that could be told, and is named by nobody, stays silent. */
export function toldByStep(
  configuration: Configuration,
  { contact }: Pick<Endpoint, 'contact'>,
): VerificationStep {
  const { contactGroups, policies, schedules, escalationPolicies, fallback } = configuration
  const groups = [...contactGroups.values()]
    .filter(({ contacts }) => contacts.includes(contact))
    .map(({ id }) => id)
  const duties = [...schedules.values()]
    .filter((schedule) => contactsOn(schedule).includes(contact))
    .map(({ id }) => id)
  const tells = ({ notify }: Pick<Policy, 'notify'>): boolean =>
    notify.some(({ to = '', schedule = '' }) => groups.includes(to) || duties.includes(schedule))
  const names = policies
    .flatMap(withRoutes)
    .filter(({ notify, escalate = '' }) => {
      const steps = escalationPolicies.get(escalate)?.steps ?? []
      return tells({ notify }) || steps.some(tells)
    })
    .map(({ id }) => id)
  const isFallback = fallback !== undefined && groups.includes(fallback)
  if (names.length === 0 && !isFallback) return { step: 'settings', state: 'note', text: NOBODY }
  return { step: 'settings', state: 'ok', text: toldBy(names, isFallback) }
}

const NAMES_MAX = 5

function toldBy(names: readonly string[], isFallback: boolean): LocalText {
  const shown = names.slice(0, NAMES_MAX).join(', ')
  const more = names.length > NAMES_MAX ? ', …' : ''
  if (names.length === 0)
    return {
      en: 'No policy tells it; as the fallback it hears what nobody else could be told.',
      zh: '没有策略通知它；作为后备，仅接收无人可达的消息。',
    }
  const [en, zh] = isFallback ? [', and it is the fallback', '，且为后备接收方'] : ['', '']
  return {
    en: `It is told by ${shown}${more}${en}.`,
    zh: `由策略 ${shown}${more} 通知${zh}。`,
  }
}

const NOBODY: LocalText = {
  en: 'No policy tells this contact, and it is not the fallback: nothing but this test will arrive. Name it, or a group that has it, in the `notify` of a policy.',
  zh: '没有策略通知该联系人，它也不是后备：除本测试外不会收到任何消息。请在策略的 notify 中写上它或包含它的联系组。',
}
