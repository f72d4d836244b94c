import { expect, test } from 'vitest'
import type { Alert } from './alert.ts'
import { hasWords, wordsOf } from './alert-filter.ts'

const ALERT: Alert = {
  id: '01J0',
  source: 'aliyun',
  dedupKey: 'disk/web-01',
  state: 'firing',
  severity: 'warning',
  name: 'Disk:Full',
  title: { en: 'The disk of web-01 is full', zh: 'web-01 磁盘已满' },
  labels: { region: 'cn-hangzhou', team: 'Payments' },
  openedAt: 0,
  updatedAt: 0,
  eventCount: 1,
  firstEventId: 'e',
  lastEventId: 'e',
}

test.each([
  ['disk web', true],
  ['磁盘已满', true],
  ['PAYMENTS', true],
  ['cn-hangzhou team', true],
  ['aliyun', true],
  ['  ', true],
  ['disk db-02', false],
  ['firing', false],
])('the words of %j are in the alert: %s', (text, expected) => {
  expect(hasWords(ALERT, wordsOf(text))).toBe(expected)
})
