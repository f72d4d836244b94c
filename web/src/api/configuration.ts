import type { WireMe } from '../../../src/api/wire-identity.ts'
import type {
  WireCheckedText,
  WireConfiguration,
  WireConfigurationVolume,
  WireRevision,
} from '../../../src/api/wire-revisions.ts'
import { read, request, send } from './client.ts'
import { queryClient } from './queries.ts'

/** What would be wrong with a text, and what it changes. */
export function check(text: string): Promise<WireCheckedText> {
  return send('POST', 'configuration/check', { text })
}

/** What a text would have sent in the last week, against what was sent. */
export function preview(text: string): Promise<WireConfigurationVolume> {
  return send('POST', 'configuration/preview', { text })
}

/** Saves a text on top of the revision that it was made from. Throws a Problem with 412 where that is not the newest. */
export function save(
  text: string,
  about: { readonly comment: string; readonly base: number },
): Promise<WireRevision> {
  return change('PUT', 'configuration', {
    body: { text, comment: about.comment },
    base: about.base,
  })
}

/** Saves the text of an older revision again. */
export function restore(number: number, base: number): Promise<WireRevision> {
  return change('POST', `configuration/revisions/${number}/restore`, { body: {}, base })
}

async function change(
  method: 'PUT' | 'POST',
  path: string,
  { body, base }: { readonly body: object; readonly base: number },
): Promise<WireRevision> {
  const headers = { 'content-type': 'application/json', 'if-match': `"${base}"` }
  const answer = await request(path, { method, headers, body: JSON.stringify(body) })
  const revision = await read<WireRevision>(answer)
  await queryClient.invalidateQueries({ queryKey: ['configuration'] })
  return revision
}

/** Hands the text over as a file. A plain link would not take the token along. */
export function download({ newest, text }: WireConfiguration): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text ?? ''], { type: 'application/yaml' }))
  link.download = `tocsin-${newest?.number ?? 0}.yaml`
  link.click()
  URL.revokeObjectURL(link.href)
}

/** Whether who looks at the console may also change what is configured. */
export function mayEdit(me: WireMe | undefined): boolean {
  const role = me?.caller?.role
  return role === 'editor' || role === 'admin'
}
