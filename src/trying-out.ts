import type { ApiOptions } from './api/api.ts'
import type { Live } from './live.ts'
import { previewConfigured } from './preview-configured.ts'
import { tryConfigured } from './try-configured.ts'
import type { RunningHub } from './wiring.ts'

/** What the API tries out with the configuration of now: requests as a source reads them, and templates. */
export function tryingOut(parts: {
  readonly hub: RunningHub
  readonly live: Live
}): Pick<ApiOptions, 'trySource' | 'previewTemplate'> {
  return {
    trySource: (name, asked) => tryConfigured(name, asked, parts),
    previewTemplate: (asked) => previewConfigured(asked, parts),
  }
}
