// In: a constraint such as `^1.2 || >=2.0.0-0` and a version. Out: whether the version satisfies it.
// Must hold: a prerelease satisfies only a comparison that names one; errors are the library's.

import { ValueError } from '../../values/kind.ts'
import { comparePrerelease, type GoVersion, parseVersion } from './version.ts'

const VERSION =
  'v?([0-9|x|X|*]+)(\\.[0-9|x|X|*]+)?(\\.[0-9|x|X|*]+)?' +
  '(-([0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*))?(\\+([0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*))?'
const OPERATOR = '=||!=|>|<|>=|=>|<=|=<|~|~>|\\^'
/** The operators with the longer first, for JavaScript takes the first that fits. */
const ORDERED_OPERATOR = '!=|>=|=>|<=|=<|~>|=|>|<|~|\\^|'

/** These patterns are not linear in their text, so the text is short. */
const CONSTRAINT_LENGTH_MAX = 1024

const single = new RegExp(`^\\s*(${ORDERED_OPERATOR})\\s*(${VERSION})\\s*$`)
const range = new RegExp(`\\s*(${VERSION})\\s+-\\s+(${VERSION})\\s*`, 'g')
const each = new RegExp(`(${ORDERED_OPERATOR})\\s*(${VERSION})`, 'g')
const whole = new RegExp(
  `^(\\s*(${OPERATOR})\\s*(${VERSION})\\s*)((?:\\s+|,\\s*)(${OPERATOR})\\s*(${VERSION})\\s*)*$`,
)

/** Whether a version satisfies a constraint. The version is read after the constraint, as sprig does. */
export function checkConstraints(text: string, readVersion: () => GoVersion): boolean {
  if (text.length > CONSTRAINT_LENGTH_MAX) throw new ValueError(`improper constraint: ${text}`)
  const alternatives = rewriteRanges(text).split('||').map(parseAll)
  const version = readVersion()
  return alternatives.some((constraints) =>
    constraints.every((constraint) => check(version, constraint)),
  )
}

/** `1.2 - 1.4` means `>= 1.2, <= 1.4`. */
function rewriteRanges(text: string): string {
  return text.replace(range, (...groups) => `>= ${groups[1]}, <= ${groups[11]} `)
}

type Constraint = {
  readonly operator: string
  readonly version: GoVersion
  readonly anyMinor: boolean
  readonly anyPatch: boolean
  /** Some part was left out or is a wildcard. */
  readonly isLoose: boolean
}

function parseAll(text: string): Constraint[] {
  const spaced = text.replace(/\s+/g, ' ')
  if (!whole.test(spaced)) throw new ValueError(`improper constraint: ${text}`)
  return (spaced.match(each) ?? [spaced]).map(parseOne)
}

function parseOne(text: string): Constraint {
  const found = single.exec(text)
  if (found === null) throw new ValueError(`improper constraint: ${text}`)
  const [, operator = '', full = '', major = '', minor = '', patch = '', prerelease = ''] = found
  const common = { operator, anyMinor: false, anyPatch: false, isLoose: true }
  if (isWildcard(major)) return { ...common, version: parse(`0.0.0${prerelease}`) }
  if (isWildcard(minor.slice(1))) {
    return { ...common, anyMinor: true, version: parse(`${major}.0.0${prerelease}`) }
  }
  if (isWildcard(patch.slice(1))) {
    return { ...common, anyPatch: true, version: parse(`${major}${minor}.0${prerelease}`) }
  }
  return { ...common, isLoose: false, version: parse(full) }
}

function isWildcard(part: string): boolean {
  return part === '' || part === 'x' || part === 'X' || part === '*'
}

function parse(text: string): GoVersion {
  try {
    return parseVersion(text)
  } catch (error) {
    throw new ValueError('constraint parser error', { cause: error })
  }
}

function check(version: GoVersion, constraint: Constraint): boolean {
  const isUnaskedPrerelease = version.prerelease !== '' && constraint.version.prerelease === ''
  if (isUnaskedPrerelease) return false
  const compared = version.compare(constraint.version)
  switch (constraint.operator) {
    case '!=':
      return differs(version, constraint)
    case '>':
      return isGreater(version, constraint)
    case '<':
      return compared < 0
    case '>=':
    case '=>':
      return compared >= 0
    case '<=':
    case '=<':
      return isAtMost(version, constraint)
    case '~':
    case '~>':
      return isNear(version, constraint)
    case '^':
      return isCompatible(version, constraint)
    default:
      return constraint.isLoose ? isNear(version, constraint) : compared === 0
  }
}

function differs(version: GoVersion, { version: wanted, ...constraint }: Constraint): boolean {
  if (!constraint.isLoose) return version.compare(wanted) !== 0
  if (version.major !== wanted.major) return true
  if (constraint.anyMinor) return false
  if (version.minor !== wanted.minor) return true
  if (constraint.anyPatch) {
    const hasPrerelease = version.prerelease !== '' || wanted.prerelease !== ''
    return hasPrerelease && comparePrerelease(version.prerelease, wanted.prerelease) !== 0
  }
  return version.patch !== wanted.patch || version.compare(wanted) !== 0
}

function isGreater(version: GoVersion, { version: wanted, ...constraint }: Constraint): boolean {
  if (!constraint.isLoose) return version.compare(wanted) > 0
  if (version.major !== wanted.major) return version.major > wanted.major
  if (constraint.anyMinor) return false
  if (constraint.anyPatch) return version.minor > wanted.minor
  return version.compare(wanted) > 0
}

function isAtMost(version: GoVersion, { version: wanted, ...constraint }: Constraint): boolean {
  if (!constraint.isLoose) return version.compare(wanted) <= 0
  if (version.major > wanted.major) return false
  return !(version.major === wanted.major && version.minor > wanted.minor && !constraint.anyMinor)
}

/** `~1.2.3`: the same minor version, or only the same major one when no minor is given. */
function isNear(version: GoVersion, { version: wanted, ...constraint }: Constraint): boolean {
  if (version.compare(wanted) < 0) return false
  const isZero = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n
  if (isZero && !constraint.anyMinor && !constraint.anyPatch) return true
  if (version.major !== wanted.major) return false
  return version.minor === wanted.minor || constraint.anyMinor
}

/** `^1.2.3`: the first number that is not zero stays. */
function isCompatible(version: GoVersion, { version: wanted, ...constraint }: Constraint): boolean {
  if (version.compare(wanted) < 0) return false
  if (wanted.major > 0n || constraint.anyMinor) return version.major === wanted.major
  if (version.major > wanted.major) return false
  if (wanted.minor > 0n || constraint.anyPatch) return version.minor === wanted.minor
  if (version.minor > wanted.minor) return false
  return version.patch === wanted.patch
}
