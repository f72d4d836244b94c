/**
 * In: nothing.
 * Out: every type of source that there is; a new one is one line here and one folder beside.
 * Holds: no two have the same `type`.
 */
import type { SourceType } from '../contract/source.ts'
import { cloudmonitor } from './cloudmonitor/cloudmonitor.ts'
import { generic } from './generic/generic.ts'

/** Every type of source. */
export const sources: readonly SourceType[] = [cloudmonitor, generic]
