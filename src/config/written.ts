import type { WrittenNames } from '../model/configuration.ts'
import type { AssembleOptions } from './assemble.ts'

/** The sections whose entries have names. */
const SECTIONS = [
  'sources',
  'contacts',
  'contactGroups',
  'policies',
  'escalationPolicies',
  'schedules',
  'muteTimings',
  'maintenance',
  'templates',
  'teams',
] as const

/** Where each name of the configuration stands. */
export function writtenIn({
  read,
  file,
  lineOf,
}: Pick<AssembleOptions, 'read' | 'file' | 'lineOf'>): WrittenNames {
  const lines = SECTIONS.map((section) => {
    const named = [...(read[section]?.value.values() ?? [])]
    return [section, new Map(named.map(({ name, at }) => [name, lineOf(at)]))] as const
  })
  return { file, lines: new Map(lines) }
}
