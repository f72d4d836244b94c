import { readFileSync } from 'node:fs'
import { propertyOf } from './property.ts'

const PACKAGE: unknown = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
)

/** The version of this package, for example `0.1.0`. */
export const VERSION = String(propertyOf(PACKAGE, 'version'))
