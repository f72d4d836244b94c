// In: nothing. Out: sprig's functions on semantic versions.
// Must hold: versions and constraints mean what they mean to sprig's own library (Masterminds/semver 3).

import { type FunctionTable, onStrings } from './define.ts'
import { checkConstraints } from './semver-constraint.ts'
import { parseVersion } from './version.ts'

export const semverFunctions: FunctionTable = new Map([
  ['semver', onStrings(1, parseVersion)],
  [
    'semverCompare',
    onStrings(2, (constraint, version) =>
      checkConstraints(constraint, () => parseVersion(version)),
    ),
  ],
])
