import { hash, timingSafeEqual } from 'node:crypto'
import type { BasicAuth } from '../../model/source-guards.ts'

/** Whether the `authorization` header has the user and the password; takes the same time for every wrong one. */
export function hasCredentials(header: string | undefined, wanted: BasicAuth): boolean {
  const encoded = /^basic +([\w+/=-]+) *$/i.exec(header ?? '')?.[1]
  const given = Buffer.from(encoded ?? '', 'base64')
  const isSame = timingSafeEqual(
    hash('sha256', given, 'buffer'),
    hash('sha256', `${wanted.user}:${wanted.password.reveal()}`, 'buffer'),
  )
  return encoded !== undefined && isSame
}
