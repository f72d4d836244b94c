// In: a text of a service's options, and the Secret. Out: the text with the Secret's values where it names their keys.

/** Values of the Secret by key, decoded. */
export type Secrets = ReadonlyMap<string, Uint8Array>

const REFERENCE = /\$[A-Za-z0-9_-]+/g

/** Fills in what is there; what is not stays as it is, and is noted. */
export function interpolate(
  text: string,
  secrets: Secrets,
  missing: (reference: string) => void,
): string {
  return text.replace(REFERENCE, (reference) => {
    const value = secrets.get(reference.slice(1))
    if (value !== undefined) return Buffer.from(value).toString('utf8')
    missing(reference)
    return reference
  })
}
