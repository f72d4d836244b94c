import { isoTime } from '../base/clock.ts'
import type { Configuration } from '../model/configuration.ts'
import type { ConfigurationRevision, WholeRevision } from '../model/configuration-revision.ts'
import type { ConfigurationVolume } from './configuring-view.ts'
import { presentText } from './present.ts'
import type { RunningState } from './wire.ts'
import type {
  WireConfiguration,
  WireConfigurationVolume,
  WireDifferences,
  WireRevision,
} from './wire-revisions.ts'

export function presentRevision(revision: ConfigurationRevision): WireRevision {
  const { number, at, by, comment, digest, restores } = revision
  return { number, at: isoTime(at), by, comment, digest, restores }
}

export function presentConfiguration(
  { revision: digest, written }: Configuration,
  { newest, broken }: { newest: WholeRevision | undefined; broken: RunningState['broken'] },
): WireConfiguration {
  const lines = [...(written?.lines ?? [])].map(
    ([section, names]): [string, Readonly<Record<string, number>>] => [
      section,
      Object.fromEntries(names),
    ],
  )
  return {
    origin: newest ? 'store' : 'file',
    digest,
    file: newest ? undefined : written?.file,
    newest: newest && presentRevision(newest),
    text: newest?.text,
    lines: Object.fromEntries(lines),
    broken: broken && { since: isoTime(broken.since), problems: broken.problems },
  }
}

export function presentConfigurationVolume(volume: ConfigurationVolume): WireConfigurationVolume {
  const { since, until, chats, missed, added, doubled, events, before, after } = volume
  return {
    ...{ since: isoTime(since), until: isoTime(until), events, before, after },
    chats: chats.map((chat) => ({
      ...chat,
      hours: chat.hours.map((hour) => ({ ...hour, at: isoTime(hour.at) })),
    })),
    missed: presentDifferences(missed),
    added: presentDifferences(added),
    doubled: presentDifferences(doubled),
  }
}

function presentDifferences({ count, first }: ConfigurationVolume['missed']): WireDifferences {
  return {
    count,
    first: first.map(({ subject: { id, at, source, severity, title }, chats }) => ({
      ...{ eventId: id, at: isoTime(at), source, severity, title: presentText(title) },
      chats,
    })),
  }
}
