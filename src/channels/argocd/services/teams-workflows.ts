import type { LocalText } from '../../../model/text.ts'
import { NOT_CONFIGURED } from '../answers.ts'
import type { Delivery, Service } from '../service.ts'
import {
  FOR_PEOPLE,
  missing,
  notAnAddress,
  parseField,
  unknownRecipient,
  webUrl,
  withProblems,
} from '../service-kinds.ts'
import { Tree } from '../tree.ts'

/** A workflow of Power Automate that posts into Teams: the recipient is a name, under which the options have its address. */
export const teamsWorkflows: Service = {
  type: 'teams-workflows',
  limits: FOR_PEOPLE,
  messageLengthMax: 8_000,
  check(options, recipient) {
    const urls = options.map('recipientUrls')
    if (urls.size === 0) return [missing('recipientUrls')]
    const url = urls.get(recipient)
    if (url === undefined) return [unknownRecipient('recipientUrls')]
    if (webUrl(url) === undefined) return [notAnAddress(`recipientUrls.${recipient}`)]
    return isWorkflow(url) ? [] : [NO_WORKFLOW]
  },
  async send(delivery) {
    const { options, recipient, way } = delivery
    const url = options.map('recipientUrls').get(recipient)?.trim()
    if (url === undefined) {
      return way.unasked(
        NOT_CONFIGURED,
        `no teams-workflows webhook configured for recipient ${recipient}`,
      )
    }
    const attachment = {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: contentOf(delivery),
    }
    return way.judge(await way.post(url, { type: 'message', attachments: [attachment] }))
  },
}

const WORKFLOW =
  /api\.(?:powerautomate|powerplatform)\.com|flow\.microsoft\.com|webhook\.office\.com\/workflows|\/powerautomate\/|\.logic\.azure\.com/i

function isWorkflow(text: string): boolean {
  const url = new URL(text.trim())
  const isHere = url.hostname === 'localhost' || url.hostname.startsWith('127.')
  return (url.protocol === 'https:' || isHere) && WORKFLOW.test(url.href)
}

const NO_WORKFLOW: LocalText = {
  en: 'The address under the recipient’s name in recipientUrls is no workflow’s: https:// with api.powerautomate.com, api.powerplatform.com, flow.microsoft.com, logic.azure.com or webhook.office.com/workflows. Copy it from the workflow, or use the service teams for an older webhook.',
  zh: 'recipientUrls 中该接收者的地址不是工作流地址（应为 https://，并含 api.powerautomate.com、api.powerplatform.com、flow.microsoft.com、logic.azure.com 或 webhook.office.com/workflows）。请从工作流中复制；旧式 Webhook 请使用 teams 服务。',
}

type Card = Readonly<Record<string, unknown>>

/** The template's own card, or one made of its parts. */
function contentOf({ message, part }: Delivery): Card {
  const problems: string[] = []
  const read = (name: string): unknown => {
    const text = part?.text(name) ?? ''
    if (text === '') return undefined
    const parsed = parseField(`teams-workflows ${name}`, text)
    if ('value' in parsed) return parsed.value
    problems.push(parsed.problem)
    return undefined
  }
  const own = read('adaptiveCard')
  if (typeof own === 'object' && own !== null) return { ...own }
  const facts = factSet(read('facts'))
  const sections = trees(read('sections')).map((section) => factSet(section.get('facts')))
  const actions = trees(read('potentialAction')).flatMap(actionOf)
  const title = part?.text('title') ?? ''
  const color = part?.text('themeColor') ?? ''
  const heading = { type: 'TextBlock', text: title, size: 'Large', weight: 'Bolder' }
  const text = withProblems(part?.text('text') || message, problems)
  return {
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      ...(title === '' ? [] : [{ ...heading, ...(color !== '' && { color }), wrap: true }]),
      ...(text === '' ? [] : [{ type: 'TextBlock', text, wrap: true }]),
      ...[facts, ...sections].flatMap((set) =>
        set.length === 0 ? [] : [{ type: 'FactSet', facts: set }],
      ),
    ],
    ...(actions.length > 0 && { actions }),
  }
}

function trees(value: unknown): readonly Tree[] {
  return Array.isArray(value) ? value.map((entry) => new Tree(entry)) : []
}

function factSet(value: unknown): readonly { title: string; value: string }[] {
  return trees(value).flatMap((fact) => {
    const title = fact.get('name')
    return typeof title === 'string' ? [{ title, value: fact.text('value') }] : []
  })
}

function actionOf(action: Tree): readonly Card[] {
  const [target] = action.trees('targets')
  const url = target?.text('uri') ?? ''
  if (action.text('@type') !== 'OpenUri' || url === '') return []
  return [{ type: 'Action.OpenUrl', title: action.text('name'), url }]
}
