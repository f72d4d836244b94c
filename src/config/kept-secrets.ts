import type { Secret } from '../base/secret.ts'
import type { Written } from './load.ts'

/** A text in which references stand for its secrets, and what they stand for, by their names. */
export type WithoutSecrets = {
  readonly text: string
  readonly secrets: ReadonlyMap<string, Secret>
}

/**
 * Puts a reference such as `${KEPT_1A2B3C4D}` in place of each secret that stands in the text, so that the text can be
 * shown, compared and exported. With `isMoved`, for another machine, also in place of those in files that it names; and what is no
 * secret is written out, where a reference to the environment stood. `newName` gives a name that nothing else has.
 */
export function keepSecretsApart(
  text: string,
  { secrets: written, filled }: Pick<Written, 'secrets' | 'filled'>,
  { isMoved, newName }: { readonly isMoved: boolean; readonly newName: () => string },
): WithoutSecrets {
  const secrets = new Map<string, Secret>()
  const changes = written
    .filter(({ isInFile }) => isMoved || !isInFile)
    .map(({ at, value }) => {
      const name = newName()
      secrets.set(name, value)
      return { at, written: `"\${${name}}"` }
    })
  const ordered = [...changes, ...(isMoved ? filled : [])].sort(
    (one, other) => one.at.from - other.at.from,
  )
  let apart = ''
  let done = 0
  for (const { at, written: replacement } of ordered) {
    // A text of several lines ends with its line break, which has to stay.
    const end = text.slice(at.from, at.to).endsWith('\n') ? '\n' : ''
    apart += `${text.slice(done, at.from)}${replacement}${end}`
    done = at.to
  }
  return { text: apart + text.slice(done), secrets }
}
