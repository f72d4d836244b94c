import { type Desk, openDesk } from './desk.ts'
import { dingtalk } from './dingtalk.ts'
import type { SandboxState } from './state.ts'

/** All stand-ins, one line each. */
export function openDesks(state: SandboxState): readonly Desk[] {
  return [openDesk(dingtalk, state)]
}
