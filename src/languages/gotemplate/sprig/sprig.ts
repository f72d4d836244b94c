// In: nothing. Out: sprig 3.3's functions by name.
// Must hold: all that read time, chance or environment take them from the rendering.

import { cryptoFunctions } from './crypto.ts'
import { dateFunctions } from './dates.ts'
import { defaultFunctions } from './defaults.ts'
import type { FunctionTable } from './define.ts'
import { dictFunctions } from './dicts.ts'
import { listFunctions } from './lists.ts'
import { numericFunctions } from './numeric.ts'
import { pathFunctions } from './paths.ts'
import { randomFunctions } from './random.ts'
import { regexFunctions } from './regex.ts'
import { semverFunctions } from './semver.ts'
import { stringFunctions } from './strings.ts'
import { systemFunctions } from './system.ts'
import { urlFunctions } from './urls.ts'

export const sprigFunctions: FunctionTable = new Map([
  ...stringFunctions,
  ...numericFunctions,
  ...listFunctions,
  ...dictFunctions,
  ...defaultFunctions,
  ...dateFunctions,
  ...regexFunctions,
  ...pathFunctions,
  ...semverFunctions,
  ...urlFunctions,
  ...randomFunctions,
  ...cryptoFunctions,
  ...systemFunctions,
])
