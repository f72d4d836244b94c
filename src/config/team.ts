import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { Team } from '../model/team.ts'
import type { AssembleOptions } from './assemble.ts'
import type { TargetResolver } from './assemble-policy.ts'
import { list, mapOf, section } from './collection.ts'
import { quote, type Read } from './reader.ts'
import { text, type ValueOf } from './shape.ts'
import { didYouMean } from './suggest.ts'

const L = CONFIG_SHAPE_LIMITS

/** The teams at the top of the configuration. */
export function teamsKey() {
  return {
    shape: mapOf(teamShape(), { singular: 'team', most: L.teamsMax }),
    required: false,
    hint: 'Who looks after which sources, policies and schedules, for `team` of these.',
    standard: 'none',
  } as const
}

/** People who look after something together. */
function teamShape() {
  return section({
    title: 'a team',
    keys: {
      name: {
        shape: text({ title: 'a name', lengthMax: 256 }),
        required: false,
        hint: 'The name that people read.',
        standard: 'the key that it stands under',
      },
      members: {
        shape: list(text({ title: 'the name that somebody signs in with', lengthMax: 100 }), {
          plural: 'members',
          most: L.contactsPerGroupMax,
          identity: (value) => value,
        }),
        required: false,
        hint: 'Who is in it, by the names that they sign in with. Pages show them what is theirs.',
        standard: 'nobody',
      },
      contact: {
        shape: text({ title: 'the name of a contact group', lengthMax: L.nameLengthMax }),
        required: false,
        hint: 'The contact group (or contact) that reaches it. It hears of gaps in the schedules of the team that name no `owners`.',
        standard: 'none',
      },
    },
  })
}

type ReadTeam = ValueOf<ReturnType<typeof teamShape>>

/** The key with which sources, policies and schedules say whose they are. */
export function teamKey() {
  return {
    shape: text({ title: 'the name of a team', lengthMax: L.nameLengthMax }),
    required: false,
    hint: 'The team that looks after it: pages can show only what is one’s own. It keeps nobody from seeing or answering.',
    standard: 'none',
  } as const
}

/** What says that it is a team's, by its kind. */
type Owned = Pick<Team, 'sources' | 'policies' | 'schedules'>
type Owning = { readonly name: string; readonly team: Read<string> | undefined }

/** The teams, and what says that it is theirs; a name that is no team is reported. */
export function teamsOf(
  { read, findings }: Pick<AssembleOptions, 'read' | 'findings'>,
  target: TargetResolver,
): ReadonlyMap<string, Team> | undefined {
  const known = read.teams?.value
  const owning = owningIn(read)
  for (const { team } of Object.values(owning).flat()) {
    // Where "teams" itself is wrong, every name would be missing: none is reported.
    const isUnknowable = known === undefined && !findings.isEmpty
    if (team === undefined || known?.has(team.value) === true || isUnknowable) continue
    const { value, at, written = value } = team
    const hint = didYouMean(value, known?.keys() ?? []) || ' Define it under "teams".'
    findings.add('TOCSIN_CONFIG_REFERENCE', at, `There is no team ${quote(written)}.${hint}`)
  }
  return (
    known &&
    new Map(
      [...known.values()].map(({ name, entry }) => [
        name,
        { ...teamOf(name, entry?.value, target), ...ownedBy(name, owning) },
      ]),
    )
  )
}

/** The contact group that reaches a team, as it is written. */
export function contactOfTeam(
  { read }: Pick<AssembleOptions, 'read'>,
  team: Read<string> | undefined,
): Read<string> | undefined {
  return team && read.teams?.value.get(team.value)?.entry?.value.contact
}

function teamOf(
  id: string,
  read: ReadTeam | undefined,
  target: TargetResolver,
): Omit<Team, keyof Owned> {
  return {
    id,
    name: read?.name?.value ?? id,
    members: (read?.members?.value ?? []).map(({ value }) => value),
    ...(read?.contact === undefined ? {} : { contact: target(read.contact) }),
  }
}

function owningIn({
  sources,
  policies,
  schedules,
}: AssembleOptions['read']): Readonly<Record<keyof Owned, readonly Owning[]>> {
  return {
    sources: [...(sources?.value.values() ?? [])].map(({ name, entry }) => ({
      name,
      team: textOf(entry?.value.own.get('team')),
    })),
    policies: [...(policies?.value.values() ?? [])].map(({ name, entry }) => ({
      name,
      team: entry?.value.team,
    })),
    schedules: [...(schedules?.value.values() ?? [])].map(({ name, entry }) => ({
      name,
      team: entry?.value.team,
    })),
  }
}

/** Keys that every source has are of several kinds; this one is a text. */
function textOf(read: Read<unknown> | undefined): Read<string> | undefined {
  return typeof read?.value === 'string' ? { ...read, value: read.value } : undefined
}

function ownedBy(id: string, owning: ReturnType<typeof owningIn>): Owned {
  const of = (all: readonly Owning[]): readonly string[] =>
    all.flatMap(({ name, team }) => (team?.value === id ? [name] : []))
  return {
    sources: of(owning.sources),
    policies: of(owning.policies),
    schedules: of(owning.schedules),
  }
}
