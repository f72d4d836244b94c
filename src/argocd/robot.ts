/** The chat platform's robot that a webhook's address means. */
export function robotOf(
  url: string,
  extra: Readonly<
    Record<string, { readonly secret?: string; readonly keywords?: readonly string[] }>
  >,
):
  | {
      readonly channel: string
      readonly settings: Readonly<Record<string, string | readonly string[]>>
    }
  | undefined {
  const channel = /\/dingtalk\/|dingtalk\.com/.test(url) ? 'dingtalk' : undefined
  if (channel === undefined) return undefined
  const own = extra[channel]
  return { channel, settings: { url, ...(own?.secret ? { secret: own.secret } : {}) } }
}
