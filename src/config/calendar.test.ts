import { describe, expect, test } from 'vitest'
import type { Contact } from '../model/configuration.ts'
import { calendarLayerOf } from './calendar.ts'

function contactOf(id: string, name: string, address?: string): [string, Contact] {
  const endpoint = { id: `${id}/email:x`, lane: 'x', contact: id, channel: 'email', language: 'en' }
  const endpoints =
    address === undefined ? [] : [{ ...endpoint, language: 'en' as const, settings: { address } }]
  return [id, { id, name, language: 'en', endpoints }]
}

/** One contact's name is another's key, and one has the address of two people. */
const contacts = new Map([
  contactOf('wang', '王伟', 'Wang <wang@example.com>'),
  contactOf('li', 'zhao', 'li@example.com, na.li@example.com'),
  contactOf('zhao', 'Zhao Min'),
])

const FROM = Date.UTC(2026, 2, 2, 9)
const HOUR = 3_600_000

/** The contact of the only event. */
function holderOf(...lines: readonly string[]): unknown {
  const text = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VEVENT', 'UID:1'],
    ...['DTSTART:20260302T090000Z', 'DTEND:20260302T170000Z', ...lines],
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n')
  const layer = calendarLayerOf({ text, name: 'duty.ics', zone: 'UTC', contacts })
  if ('broken' in layer) throw new Error(layer.broken)
  return layer.shiftsWithin({ from: FROM, until: FROM + HOUR })[0]?.contact
}

describe('whom an event puts on call', () => {
  test.each([
    ['an attendee by mail address', ['SUMMARY:x', 'ATTENDEE:mailto:wang@example.com'], 'wang'],
    ['any of several addresses', ['SUMMARY:x', 'ATTENDEE:mailto:NA.LI@example.com'], 'li'],
    ['an attendee rather than the title', ['SUMMARY:wang', 'ATTENDEE:mailto:li@example.com'], 'li'],
    [
      'the address rather than the name',
      ['SUMMARY:x', 'ATTENDEE;CN=Zhao Min:mailto:wang@example.com'],
      'wang',
    ],
    ['an attendee by name', ['SUMMARY:x', 'ATTENDEE;CN=Zhao Min:mailto:x@example.com'], 'zhao'],
    ['a key rather than the name of another', ['SUMMARY:zhao'], 'zhao'],
    ['a part of the title', ['SUMMARY:payments - 王伟'], 'wang'],
    ['a word of the title', ['SUMMARY:Duty of wang today'], 'wang'],
    ['nobody on purpose', ['SUMMARY:nobody'], null],
    ['no contact where it names none', ['SUMMARY:holidays'], undefined],
  ])('%s', (_name, lines, expected) => {
    expect(holderOf(...lines)).toBe(expected)
  })
})
