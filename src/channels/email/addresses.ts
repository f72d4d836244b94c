import { EMAIL_LIMITS } from '../../base/limits.ts'

/** A mail address, with the name that is shown beside it. */
export type Mailbox = { readonly name: string; readonly address: string }

/** Several, with commas in between; what is none has an empty address. */
export function readMailboxes(text: string): readonly Mailbox[] {
  return text
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(readMailbox)
}

/** `wang@example.com` or `Wang Wei <wang@example.com>`. Nothing in it can end a header or a command. */
export function readMailbox(text: string): Mailbox {
  const parts = /^(?:"?([^"<>@]*?)"?\s*<([^<>]+)>|([^<>]+))$/.exec(text.trim())
  const address = (parts?.[2] ?? parts?.[3] ?? '').trim()
  const isGood = ADDRESS.test(address) && address.length <= EMAIL_LIMITS.addressLengthMax
  return { name: parts?.[1]?.trim() ?? '', address: isGood ? address : '' }
}

// Dot-atoms of RFC 5322 and ASCII domains: what every server takes.
const ADDRESS =
  /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i

/** Whether a name can stand in a header: on one line, without control characters. */
export function isName({ name }: Mailbox): boolean {
  return name.length <= EMAIL_LIMITS.headerLengthMax && !/[\p{Cc}\p{Cs}]/u.test(name)
}

/** What stands after the `@`. */
export function domainOf({ address }: Mailbox): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
