// In: an alertmanager.yml. Out: a configuration of ours that routes as it does, and line by line what has no equivalent.
// Must hold: what Alertmanager refuses is refused; no secret is in what comes out; the same alert reaches the same receivers.
import { hubLabel } from '../../model/sent-label.ts'
import { readAlertmanagerRouting } from './alertmanager.ts'
import { type ImportedReceiver, receiverOf } from './alertmanager-receivers.ts'
import { matchersOf, policyOf, SILENT } from './alertmanager-routes.ts'
import { type Located, locate } from './located.ts'
import { type Imported, ImportNames, ImportNotes, type ImportSecret } from './notes.ts'
import { plain, type Written, writeConfiguration } from './write.ts'

/** Translates an alertmanager.yml. Throws ImportError with Alertmanager's own text for one that it refuses. */
export function importAlertmanager(text: string): Imported {
  readAlertmanagerRouting(text, 'fallback')
  const file = locate(text)
  const notes = new ImportNotes()
  const contacts = new ImportNames()
  const timings = new ImportNames()
  const receivers = receiversOf(file, { notes, contacts })
  const muteTimings = timingsOf(file, timings)
  const root = file.get('route')
  const policy = root && policyOf(root, SOURCE, { notes, contacts, timings, receivers })
  const told = [...receivers].filter(([, { isSilent }]) => !isSilent)
  const first = root?.get('receiver')?.text ?? ''
  const fallback = told.find(([name]) => name === first) ?? told[0]
  noteTheRest(file, notes)
  const key = `\${${SOURCE.toUpperCase()}_KEY}`
  const inhibitions = inhibitionsOf(file, notes)
  // An interval that says nothing is always.
  const all = told.length < receivers.size ? { ...muteTimings, [SILENT]: [{}] } : muteTimings
  const sections: Written = {
    sources: { [SOURCE]: { type: 'alertmanager', key, flapping: 'off' } },
    contacts: contactsOf(told, contacts),
    policies: { [SOURCE]: policy },
    ...(Object.keys(all).length === 0 ? {} : { muteTimings: all }),
    ...(inhibitions.length === 0 ? {} : { inhibitions }),
    ...(fallback === undefined ? {} : { fallback: contacts.of(fallback[0]) }),
  }
  return {
    from: 'alertmanager',
    yaml: writeConfiguration(sections, COMMENT),
    notes: notes.notes,
    secrets: [...notes.secrets, OWN_KEY],
  }
}

const SOURCE = 'prometheus'

const OWN_KEY: ImportSecret = {
  variable: 'PROMETHEUS_KEY',
  line: 0,
  place: '',
  as: 'a random text of your own: the password of the address that alerts are sent to',
}

const COMMENT = [
  'Made from an alertmanager.yml. `tocsin check` says whether it is good, `tocsin backtest` what it would do.',
  'Alerts go to /in/<PROMETHEUS_KEY>: as a webhook of Alertmanager, or from Prometheus itself.',
  'The labels severity and source are the hub’s own here: the sender’s are exported_severity and exported_source.',
  'The tree routes as there. Storms and flapping are off, as there; take the two lines out to have them.',
]

function receiversOf(
  file: Located,
  { notes, contacts }: { readonly notes: ImportNotes; readonly contacts: ImportNames },
): ReadonlyMap<string, ImportedReceiver> {
  const global = file.get('global')
  return new Map(
    (file.get('receivers')?.items ?? []).map((receiver) => {
      const name = receiver.get('name')?.text ?? ''
      const imported = receiverOf(receiver, { notes, names: contacts, global })
      if (contacts.of(name) !== name)
        notes.changed(
          receiver,
          `The receiver ${JSON.stringify(name)} is the contact ${contacts.of(name)} here: names have no blanks and the like.`,
        )
      if (imported.endpoints.length === 0 && !imported.isSilent)
        notes.changed(
          receiver,
          `What goes to the receiver ${JSON.stringify(name)} is told to the fallback: no endpoint came of it. Give the contact ${contacts.of(name)} one.`,
        )
      return [name, imported] as const
    }),
  )
}

function contactsOf(
  receivers: readonly (readonly [string, ImportedReceiver])[],
  contacts: ImportNames,
): Written {
  const written = receivers.map(([name, { endpoints }]): [string, Written] => [
    contacts.of(name),
    {
      ...(contacts.of(name) === name ? {} : { name: plain(name) }),
      endpoints,
    },
  ])
  return Object.fromEntries(written)
}

function timingsOf(file: Located, timings: ImportNames): { readonly [name: string]: Written } {
  const lists = ['mute_time_intervals', 'time_intervals'].flatMap(
    (key) => file.get(key)?.items ?? [],
  )
  return Object.fromEntries(
    lists.map((list) => [
      timings.of(list.get('name')?.text ?? ''),
      (list.get('time_intervals')?.items ?? []).map(intervalOf),
    ]),
  )
}

function intervalOf(interval: Located): Written {
  const texts = (key: string): readonly string[] | undefined => {
    const items = interval.get(key)?.items ?? []
    return items.length === 0 ? undefined : items.map(({ text }) => text ?? '')
  }
  const times = interval
    .get('times')
    ?.items.map(
      (range) => `${range.get('start_time')?.text ?? ''}-${range.get('end_time')?.text ?? ''}`,
    )
  return {
    times: times?.length === 0 ? undefined : times,
    weekdays: texts('weekdays'),
    daysOfMonth: texts('days_of_month'),
    months: texts('months'),
    years: texts('years'),
    // Alertmanager's times are UTC where they name no zone, whatever "zone" says at the top here.
    zone: interval.get('location')?.text ?? 'UTC',
  }
}

function inhibitionsOf(file: Located, notes: ImportNotes): readonly Written[] {
  const seen = new Set<string>()
  return (file.get('inhibit_rules')?.items ?? []).flatMap((rule) => {
    const source = matchersOf(rule, 'source_', notes)
    const target = matchersOf(rule, 'target_', notes)
    const equal = [...new Set((rule.get('equal')?.items ?? []).map(({ text }) => text ?? ''))]
    if (source.length === 0 || target.length === 0) {
      notes.dropped(
        rule,
        'A rule needs matchers on both sides here: one without holds back everything. Write it out if that is meant.',
      )
      return []
    }
    const written = {
      source,
      target,
      ...(equal.length === 0 ? {} : { equal: equal.map((label) => plain(hubLabel(label))) }),
    }
    const identity = JSON.stringify(written)
    if (seen.has(identity)) {
      notes.dropped(rule, 'The same rule stands above. Nothing is lost.')
      return []
    }
    seen.add(identity)
    return [written]
  })
}

const GLOBAL: ReadonlySet<string> = new Set([
  'resolve_timeout',
  'slack_api_url',
  'slack_api_url_file',
  'http_config',
])

/** What stands beside routes and receivers. */
function noteTheRest(file: Located, notes: ImportNotes): void {
  const global = file.get('global')
  const timeout = global?.get('resolve_timeout')
  if (timeout)
    notes.changed(
      timeout,
      'An alert of Prometheus says itself when it ends. For senders that do not, "autoResolve" of the source ends what they no longer repeat.',
    )
  const http = global?.get('http_config')
  if (http)
    notes.changed(
      http,
      'How connections are made is said under "network" here: docs/guides/network.md. Authorization went into the endpoints that use it.',
    )
  for (const [key, value] of global?.entries ?? [])
    if (!GLOBAL.has(key) && !key.startsWith('smtp_') && !value.isNothing)
      notes.dropped(value, 'It is for receivers that have no channel here.')
  const templates = file.get('templates')
  if (templates)
    notes.dropped(
      templates,
      'Go templates are taken, over other data: docs/guides/messages.md says which. Write those that matter under "templates".',
    )
  const tracing = file.get('tracing')
  if (tracing)
    notes.dropped(
      tracing,
      'There is no tracing. /metrics and the story of each event say what happened.',
    )
}
