import { Option } from 'commander'
import { TocsinError } from '../base/errors.ts'

/** Where a running hub is asked. */
export const urlOption = (): Option =>
  new Option('--url <url>', 'address of the hub').env('TOCSIN_URL').default('http://127.0.0.1:8080')

/** The API token of a hub that asks for one. */
export const tokenOption = (): Option =>
  new Option('--api-token <token>', 'API token of the hub').env('TOCSIN_API_TOKEN')

export const jsonOption = (): Option => new Option('--json', 'print JSON, for programs')

export const configOption = (): Option =>
  new Option('--config <file>', 'the configuration').env('TOCSIN_CONFIG').default('tocsin.yaml')

/** Host and port from `127.0.0.1:8080`, `[::1]:8080` or `:8080`. Throws TOCSIN_USAGE. */
export function parseListen(text: string): { host: string; port: number } {
  const parts = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text)
  const port = Number(parts?.[3])
  if (!parts || port > 65_535) {
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected --listen as host:port, for example 127.0.0.1:8080, found ${JSON.stringify(text)}.`,
    )
  }
  return { host: parts[1] ?? (parts[2] || '0.0.0.0'), port }
}
