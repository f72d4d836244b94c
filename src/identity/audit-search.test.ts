import { expect, test } from 'vitest'
import { IDENTITY_LIMITS } from '../base/limits.ts'
import type { AuditEntry } from '../model/identity.ts'
import { searchAudit } from './audit-search.ts'

/** Entries from `z`, the newest, on; every thousandth is of zhao. */
function logOf(count: number) {
  const entries = Array.from({ length: count }, (_, place): AuditEntry => {
    const id = String(count - place).padStart(6, '0')
    const target = (place + 1) % 1000 === 0 ? 'zhao' : 'li'
    return { id, at: 0, actor: { kind: 'user', name: 'Wang' }, action: 'user.change', target }
  })
  return {
    audit: async ({ limit, before = '~' }: { limit: number; before?: string | undefined }) =>
      entries.filter(({ id }) => id < before).slice(0, limit),
  }
}

test.each([
  ['all of them where no word is given', logOf(3), { limit: 2 }, 2, '000002'],
  ['the last page without a next', logOf(3), { limit: 5 }, 3, undefined],
  [
    'those with the word, however it is written',
    logOf(3_000),
    { limit: 2, text: ' ZHAO ' },
    2,
    '001001',
  ],
  [
    'what is left behind the page before',
    logOf(3_000),
    { limit: 2, text: 'zhao', before: '001001' },
    1,
    undefined,
  ],
  ['none where nothing has the word', logOf(700), { limit: 2, text: 'nobody' }, 0, undefined],
])('a page of the audit log has %s', async (_, log, query, count, next) => {
  const page = await searchAudit(log, query)
  expect([page.entries.length, page.next]).toEqual([count, next])
})

test('words are looked for in so many entries a request, and the answer says where to look on', async () => {
  const most = IDENTITY_LIMITS.auditSearchedMax
  const log = logOf(most + 700)
  const first = await searchAudit(log, { limit: 10, text: 'nobody' })
  expect(first).toEqual({ entries: [], next: '000701' })
  expect(await searchAudit(log, { limit: 10, text: 'nobody', before: '000701' })).toEqual({
    entries: [],
  })
})
