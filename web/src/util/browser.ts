const SYSTEMS = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux|X11/, 'Linux'],
] as const

/** Each calls itself by the names of those before it, too: the most special first. */
const BROWSERS = [
  [/DingTalk/i, 'DingTalk'],
  [/MicroMessenger/i, 'WeChat'],
  [/Lark|Feishu/i, 'Lark'],
  [/Edg/, 'Edge'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/AppleWebKit/, 'Safari'],
] as const

/** A browser as people call it, by what it says of itself; that itself where it is none of the usual ones. */
export function browserName(given: string): string {
  const of = (known: readonly (readonly [RegExp, string])[]): string | undefined =>
    known.find(([pattern]) => pattern.test(given))?.[1]
  const names = [of(BROWSERS), of(SYSTEMS)].filter((name) => name !== undefined)
  return names.length === 0 ? given : names.join(' · ')
}
