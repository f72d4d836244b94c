// In: the text of a version. Out: the version, which can be compared.
// Must hold: versions are read and ordered as sprig's own library does (Masterminds/semver 3).

import { GoValue, ValueError } from '../../values/kind.ts'
import { parseInteger } from '../../values/number.ts'
import { quote } from '../../values/text.ts'

/** A version: `*semver.Version` in Go. */
export class GoVersion extends GoValue {
  readonly goType = '*semver.Version'
  readonly goKind = 'ptr'
  readonly major: bigint
  readonly minor: bigint
  readonly patch: bigint
  readonly prerelease: string
  readonly metadata: string
  readonly original: string

  constructor(parts: {
    major: bigint
    minor: bigint
    patch: bigint
    prerelease: string
    metadata: string
    original?: string
  }) {
    super()
    this.major = parts.major
    this.minor = parts.minor
    this.patch = parts.patch
    this.prerelease = parts.prerelease
    this.metadata = parts.metadata
    this.original = parts.original ?? this.goString()
  }

  override goString(): string {
    const pre = this.prerelease === '' ? '' : `-${this.prerelease}`
    const metadata = this.metadata === '' ? '' : `+${this.metadata}`
    return `${this.major}.${this.minor}.${this.patch}${pre}${metadata}`
  }

  override goJson(): string {
    return JSON.stringify(this.goString())
  }

  /** -1, 0 or 1 by precedence; metadata plays no part. */
  compare(other: GoVersion): number {
    return (
      order(this.major, other.major) ||
      order(this.minor, other.minor) ||
      order(this.patch, other.patch) ||
      comparePrerelease(this.prerelease, other.prerelease)
    )
  }
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** How two prereleases are ordered; none at all is the greatest. */
export function comparePrerelease(a: string, b: string): number {
  if (a === b) return 0
  if (a === '') return 1
  if (b === '') return -1
  const left = a.split('.')
  const right = b.split('.')
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const found = comparePart(left[index], right[index])
    if (found !== 0) return found
  }
  return 0
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0
  if (a === undefined) return -1
  if (b === undefined) return 1
  const isNumberA = /^[0-9]+$/.test(a)
  const isNumberB = /^[0-9]+$/.test(b)
  if (isNumberA && isNumberB) return order(BigInt(a), BigInt(b))
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1
  return a > b ? 1 : -1
}

const versionPattern =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/

/** Reads a version; minor and patch may be left out. Throws ValueError with the library's text. */
export function parseVersion(text: string): GoVersion {
  const found = versionPattern.exec(text)
  if (found === null) throw new ValueError('invalid semantic version')
  const [, major, minor, patch, prerelease = '', metadata = ''] = found
  const version = {
    major: segment(major),
    minor: segment(minor),
    patch: segment(patch),
    prerelease,
    metadata,
    original: text,
  }
  if (prerelease.split('.').some((part) => /^0[0-9]+$/.test(part))) {
    throw new ValueError('version segment starts with 0')
  }
  return new GoVersion(version)
}

function segment(text = '0'): bigint {
  const read = parseInteger(text, 10, true)
  if (read.kind === 'integer') return read.value
  throw new ValueError(
    `error parsing version segment: strconv.ParseUint: parsing ${quote(text)}: value out of range`,
  )
}
