// What this browser remembers of its reader: a language, a name, light or dark. Never anything of the hub.

/** Undefined where there is nothing, and where the browser keeps nothing. */
export function remembered(name: string): string | undefined {
  try {
    return localStorage.getItem(`tocsin-${name}`) ?? undefined
  } catch {
    return undefined
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`tocsin-${name}`, value)
  } catch {
    // A browser that keeps nothing asks again the next time.
  }
}
