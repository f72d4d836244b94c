import { type Desk, openDesk } from './desk.ts'
import { dingtalk } from './dingtalk.ts'
import { email } from './email.ts'
import { lark } from './lark.ts'
import { slack } from './slack.ts'
import type { SandboxState } from './state.ts'
import { teams } from './teams.ts'
import { webhook } from './webhook.ts'
import { wecom } from './wecom.ts'

/** All stand-ins, one line each. */
export function openDesks(state: SandboxState): readonly Desk[] {
  return [
    openDesk(dingtalk, state),
    openDesk(lark, state),
    openDesk(wecom, state),
    openDesk(slack, state),
    openDesk(teams, state),
    openDesk(webhook, state),
    openDesk(email, state),
  ]
}
