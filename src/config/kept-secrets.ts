import type { Secret } from '../base/secret.ts'
import type { Written } from './load.ts'

/** A text in which references stand for its secrets, and what they stand for, by their names. */
export type WithoutSecrets = {
  readonly text: string
  readonly secrets: ReadonlyMap<string, Secret>
}

/**
 * Puts a reference such as `${KEPT_1A2B3C4D}` in place of each secret that stands in the text, so that the text can be
 * shown, compared and exported. With `files` also in place of those in files that it names. `newName` gives a name that
 * nothing else has.
 */
export function keepSecretsApart(
  text: string,
  { secrets: written }: Pick<Written, 'secrets'>,
  { files, newName }: { readonly files: boolean; readonly newName: () => string },
): WithoutSecrets {
  const secrets = new Map<string, Secret>()
  let apart = ''
  let done = 0
  for (const { at, value, isInFile } of written) {
    if (isInFile && !files) continue
    const name = newName()
    secrets.set(name, value)
    // A text of several lines ends with its line break, which has to stay.
    const end = text.slice(at.from, at.to).endsWith('\n') ? '\n' : ''
    apart += `${text.slice(done, at.from)}"\${${name}}"${end}`
    done = at.to
  }
  return { text: apart + text.slice(done), secrets }
}
