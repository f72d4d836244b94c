// In: the adapters and the configuration's definitions. Out: the pages that are made from them.
// Must hold: the same code writes the same pages; test/readme.test.ts fails while a page is behind.
import { writeFileSync } from 'node:fs'
import { adapters } from '../src/adapters.ts'
import { renderReference } from '../src/config/config.ts'
import { clientTypes } from './openapi/client-types.ts'
import { openApi } from './openapi/openapi.ts'

writeFileSync(
  new URL('../docs/reference/configuration.md', import.meta.url),
  renderReference(adapters),
)

writeFileSync(
  new URL('../src/api/reference/openapi.json', import.meta.url),
  `${JSON.stringify(openApi(), undefined, 2)}\n`,
)

writeFileSync(new URL('../client/api.d.ts', import.meta.url), clientTypes())
