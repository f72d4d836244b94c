import { ValueError } from '../../values/kind.ts'
import { GoSized, goInt, int64 } from '../../values/number.ts'
import type { Method, MethodTable } from '../method.ts'
import { GoVersion } from './version.ts'

function plain(call: (version: GoVersion) => unknown): Method<GoVersion> {
  return { parameters: [], call }
}

function against(call: (order: number) => unknown): Method<GoVersion> {
  return {
    parameters: ['*semver.Version'],
    call: (version, [other]) => {
      if (other instanceof GoVersion) return call(version.compare(other))
      throw new ValueError('runtime error: invalid memory address or nil pointer dereference')
    },
  }
}

function number(value: bigint): GoSized {
  return new GoSized('uint64', value <= BigInt(Number.MAX_SAFE_INTEGER) ? int64(value) : value)
}

/** The methods that templates can call on a version. */
export const versionMethods: MethodTable<GoVersion> = new Map([
  ['Major', plain((version) => number(version.major))],
  ['Minor', plain((version) => number(version.minor))],
  ['Patch', plain((version) => number(version.patch))],
  ['Prerelease', plain((version) => version.prerelease)],
  ['Metadata', plain((version) => version.metadata)],
  ['Original', plain((version) => version.original)],
  ['String', plain((version) => version.goString())],
  ['IncMajor', plain(({ major }) => next({ major: major + 1n, minor: 0n, patch: 0n }))],
  ['IncMinor', plain(({ major, minor }) => next({ major, minor: minor + 1n, patch: 0n }))],
  ['IncPatch', plain(incrementPatch)],
  ['Compare', against((order) => goInt(order))],
  ['Equal', against((order) => order === 0)],
  ['LessThan', against((order) => order < 0)],
  ['LessThanEqual', against((order) => order <= 0)],
  ['GreaterThan', against((order) => order > 0)],
  ['GreaterThanEqual', against((order) => order >= 0)],
])

function next(parts: { major: bigint; minor: bigint; patch: bigint }): GoVersion {
  return new GoVersion({ ...parts, prerelease: '', metadata: '' })
}

/** The patch version after a prerelease is the version itself. */
function incrementPatch({ major, minor, patch, prerelease }: GoVersion): GoVersion {
  return next({ major, minor, patch: prerelease === '' ? patch + 1n : patch })
}
