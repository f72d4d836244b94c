// In: nothing. Out: every channel that is built in, by its type.
// A channel is one folder and one line here.
// The types are distinct.
import type { ChannelType } from '../contract/channel.ts'
import { argocd } from './argocd/argocd.ts'
import { dingtalk } from './dingtalk/dingtalk.ts'
import { email } from './email/email.ts'
import { lark } from './lark/lark.ts'
import { slack } from './slack/slack.ts'
import { teams } from './teams/teams.ts'
import { webhook } from './webhook/webhook.ts'
import { wecom } from './wecom/wecom.ts'

/** The channels that are built in. */
export const channels: readonly ChannelType[] = [
  dingtalk,
  lark,
  wecom,
  slack,
  teams,
  email,
  webhook,
  argocd,
]
