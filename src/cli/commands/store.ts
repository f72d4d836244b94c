import type { Command } from 'commander'
import { TocsinError } from '../../base/errors.ts'
import { copyStore, type StorePlace, type TableCopy } from '../../store/store.ts'
import { EXIT } from '../exit.ts'
import { jsonOption, parseStore } from '../options.ts'
import { print, printJson } from '../output.ts'

/** `tocsin store`: what is done to a store that no hub uses. */
export function storeCommand(program: Command, ran: (status: number) => void): void {
  const store = program.command('store').description("move a hub's data to another store")
  store
    .command('copy')
    .description('copy all that a hub keeps into an empty store, and read it back there')
    .argument('<from>', 'sqlite:<data folder>, or postgres://… without a hub that uses it')
    .argument('<to>', 'the same, of a new data folder or an empty database')
    .addOption(jsonOption())
    .action(async (from: string, to: string, options: { json?: boolean }) => {
      ran(await copy({ from: readPlace(from), to: readPlace(to) }, options.json === true))
    })
}

async function copy(
  places: { readonly from: StorePlace; readonly to: StorePlace },
  asJson: boolean,
): Promise<number> {
  const tables: TableCopy[] = []
  await copyStore({
    ...places,
    onTable(table) {
      tables.push(table)
      if (!asJson && table.rows > 0)
        print(
          `${table.table.padEnd(NAME_WIDTH)}${table.rows.toLocaleString('en-US').padStart(12)}  ${table.checksum}`,
        )
    },
  })
  if (asJson) printJson({ tables })
  else
    print(
      'All of it was copied, and read back the same. Start the hubs on the copy now, and none on the old store: it would tell all over again.',
    )
  return EXIT.ok
}

const NAME_WIDTH = 24

/** Throws TOCSIN_USAGE. */
function readPlace(text: string): StorePlace {
  const folder = /^sqlite:(.+)$/s.exec(text)?.[1]
  if (folder !== undefined) return { kind: 'folder', folder }
  const url = text === 'sqlite' ? undefined : parseStore(text)
  if (url) return { kind: 'database', url }
  throw new TocsinError(
    'TOCSIN_USAGE',
    'Expected sqlite:<data folder>, found sqlite alone. Name the folder, for example sqlite:./data.',
  )
}
