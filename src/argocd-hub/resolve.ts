import type { JsonValue } from '../argocd/argocd.ts'
import { Secret } from '../base/secret.ts'
import type { ChannelType } from '../contract/channel.ts'
import type { FieldValue, Settings } from '../model/configuration.ts'
import type { LocalText } from '../model/text.ts'

/** A service of a ConfigMap, with the Secret's values filled in. */
export type ArgoService = {
  readonly name: string
  readonly type: string
  readonly options: JsonValue
}

/** A chat platform's robot behind a webhook: its channel, and the settings that this takes. */
export type RobotSettings = {
  readonly channel: string
  readonly settings: Readonly<Record<string, string | readonly string[]>>
}

/** How a service is reached. */
export type Resolved = {
  readonly channel: string
  readonly settings: Settings
  /** Its queue: by the robot's address, which other endpoints may have too. */
  readonly lane: string
  readonly isRobot: boolean
}

export type ResolveOptions = {
  readonly channels: readonly ChannelType[]
  /** The robot that a webhook's options mean; undefined for any other receiver. */
  readonly robotOf: (service: ArgoService) => RobotSettings | undefined
}

/** Which of our channels reaches a service and its recipient; or what is wrong with its options. */
export function resolveService(
  service: ArgoService,
  recipient: string,
  { channels, robotOf }: ResolveOptions,
): Resolved | { readonly problems: readonly LocalText[] } {
  const robot = robotOf(service)
  const type = robot?.channel ?? 'argocd'
  const channel = channels.find((one) => one.type === type)
  if (!channel) return { problems: [noChannel(type)] }
  const given = robot?.settings ?? {
    service: service.type,
    options: JSON.stringify(service.options ?? {}),
    recipient,
  }
  const settings = settingsOf(channel, given)
  const problems = channel.check(settings)
  if (problems.length > 0) return { problems }
  return { channel: type, settings, lane: channel.address(settings), isRobot: robot !== undefined }
}

/** As the channel's fields declare them: what is secret is wrapped. */
function settingsOf(channel: ChannelType, given: RobotSettings['settings']): Settings {
  const secrets = new Set(channel.fields.flatMap(({ name, secret }) => (secret ? [name] : [])))
  return Object.fromEntries(
    Object.entries(given).map(([name, value]): [string, FieldValue] => [
      name,
      secrets.has(name) && typeof value === 'string' ? new Secret(value) : value,
    ]),
  )
}

function noChannel(type: string): LocalText {
  return {
    en: `This version has no channel ${type}.`,
    zh: `此版本没有通道 ${type}。`,
  }
}
