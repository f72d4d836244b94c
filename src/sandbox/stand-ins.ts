import { type Desk, openDesk } from './desk.ts'
import { dingtalk } from './dingtalk.ts'
import { lark } from './lark.ts'
import type { SandboxState } from './state.ts'
import { wecom } from './wecom.ts'

/** All stand-ins, one line each. */
export function openDesks(state: SandboxState): readonly Desk[] {
  return [
    openDesk(dingtalk, state), //
    openDesk(lark, state),
    openDesk(wecom, state),
  ]
}
