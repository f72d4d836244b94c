import { type ArgoService, robotOf } from '../argocd/argocd.ts'
import { Secret } from '../base/secret.ts'
import type { ChannelType } from '../contract/channel.ts'
import type { Settings } from '../model/configuration.ts'
import type { LocalText } from '../model/text.ts'

/** How a service is reached. */
export type Resolved = {
  readonly channel: string
  readonly settings: Settings
  /** Its queue: by the robot's address, which other endpoints may have too. */
  readonly lane: string
}

/** Whom of a service a message is for: for robots, whose tokens may stand there, what a template puts behind the URL. */
export type Aim = { readonly recipient: string } | { readonly path: string }

/** What reaches services. */
export type Means = {
  readonly channels: readonly ChannelType[]
  /** Certificates by host, as JSON; robots of chat platforms need none. */
  readonly certificates?: string
}

/** Which of our channels reaches a service; or what is wrong with its options. */
export function resolveService(
  service: ArgoService,
  aim: Aim,
  { channels, certificates }: Means,
): Resolved | { readonly problems: readonly LocalText[] } {
  const robot = 'path' in aim ? robotIn(service, aim.path) : { kind: 'none' as const }
  if (robot.kind === 'problem') return { problems: [robot.problem] }
  const type = robot.kind === 'robot' ? robot.channel : 'argocd'
  const channel = channels.find((one) => one.type === type)
  if (!channel) return { problems: [noChannel(type)] }
  const settings =
    robot.kind === 'robot'
      ? robot.settings
      : {
          ...serviceSettings(service, 'recipient' in aim ? aim.recipient : ''),
          ...(certificates === undefined ? {} : { certificates }),
        }
  const problems = channel.check(settings)
  if (problems.length > 0) return { problems }
  return { channel: type, settings, lane: channel.address(settings) }
}

/** The robot behind a webhook with this path; `none` for other receivers and other services. */
export function robotIn(
  { type, options, extras }: ArgoService,
  path: string,
): ReturnType<typeof robotOf> {
  if (type !== 'webhook' || typeof options !== 'object' || options === null) return { kind: 'none' }
  return robotOf({ options: { ...options }, path, ...(extras === undefined ? {} : { extras }) })
}

function serviceSettings({ type, options }: ArgoService, recipient: string): Settings {
  return { service: type, options: new Secret(JSON.stringify(options ?? {})), recipient }
}

function noChannel(type: string): LocalText {
  return {
    en: `This version has no channel ${type}.`,
    zh: `此版本没有通道 ${type}。`,
  }
}
