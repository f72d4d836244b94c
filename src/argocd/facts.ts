/** What the engine itself looks at of an Application or AppProject; anything may be missing. */
export type ApplicationFacts = {
  readonly identity: { readonly namespace: string; readonly name: string; readonly uid: string }
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export function factsOf(resource: unknown): ApplicationFacts {
  const metadata = fieldOf(resource, 'metadata')
  return {
    identity: {
      namespace: textOf(metadata, 'namespace'),
      name: textOf(metadata, 'name'),
      uid: textOf(metadata, 'uid'),
    },
    labels: textsOf(metadata, 'labels'),
    annotations: textsOf(metadata, 'annotations'),
  }
}

/** A field of JSON's; undefined where there is none. */
export function fieldOf(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    return Reflect.get(at, name)
  }, value)
}

function textOf(value: unknown, name: string): string {
  const found = fieldOf(value, name)
  return typeof found === 'string' ? found : ''
}

function textsOf(value: unknown, name: string): Readonly<Record<string, string>> {
  const found = fieldOf(value, name)
  if (typeof found !== 'object' || found === null) return {}
  return Object.fromEntries(
    Object.entries(found).flatMap(([key, one]: [string, unknown]) =>
      typeof one === 'string' ? [[key, one] as const] : [],
    ),
  )
}
