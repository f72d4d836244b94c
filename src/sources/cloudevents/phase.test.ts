import { describe, expect, test } from 'vitest'
import { phaseOf } from './phase.ts'
import { fits } from './settings.ts'

const NONE = { firing: [], resolved: [], acknowledged: [], notices: [] }

const eventOf = (type: string, attributes: object = {}, data?: unknown) => ({
  attributes: { type, ...attributes },
  data,
})

describe('a pattern for types', () => {
  test.each([
    ['com.example.job.failed', 'com.example.job.failed', true],
    ['com.example.*', 'COM.example.job.failed', true],
    ['*.failed', 'com.example.job.failed', true],
    ['com.*.failed', 'com.example.job.failed', true],
    ['*', '', true],
    ['a*b*a', 'aba', true],
    ['a*a', 'a', false],
    ['a*bc*c', 'abc', false],
    ['com.example.job', 'com.example.job.failed', false],
    ['com*example.com', 'com.example', false],
    ['', 'a', false],
  ])('%j and the type %j: %j', (pattern, type, expected) => {
    expect(fits(pattern, type)).toBe(expected)
  })
})

describe('what an event does', () => {
  test.each([
    [
      'a fired alert by its type',
      eventOf('com.example.probe.fired'),
      'firing',
      'com.example.probe',
    ],
    [
      'an end by its type, whose version is no word',
      eventOf('com.example.probe.resolved.v1'),
      'resolved',
      'com.example.probe',
    ],
    [
      'a version of several parts',
      eventOf('dev.example.run.failed.0.2.1'),
      'firing',
      'dev.example.run',
    ],
    ['a type with colons', eventOf('disk:Alarm'), 'firing', 'disk'],
    [
      'something that was created',
      eventOf('com.example.object.created'),
      'notice',
      'com.example.object.created',
    ],
    ['a type of one word', eventOf('failed'), 'notice', 'failed'],
    [
      'a status before the type',
      eventOf('com.example.alert', { status: 'Resolved' }),
      'resolved',
      'com.example',
    ],
    [
      'a status in the data',
      eventOf('com.example.x', {}, { state: 'ok' }),
      'resolved',
      'com.example.x',
    ],
    [
      'a status of something else in the data',
      eventOf('com.example.order', {}, { status: 'failed' }),
      'notice',
      'com.example.order',
    ],
    [
      'an attribute before the data',
      eventOf('x', { alertstatus: 'firing' }, { status: 'ok' }),
      'firing',
      'x',
    ],
    [
      'an acknowledgement',
      eventOf('com.example.probe.acknowledged'),
      'acknowledged',
      'com.example.probe',
    ],
  ])('%s', (_name, event, kind, baseType) => {
    expect(phaseOf(event, NONE)).toMatchObject({ kind, baseType })
  })

  test('the configuration goes before what an event says itself, and pairs types by what stands before their last word', () => {
    const mapping = {
      firing: ['com.example.job.stuck'],
      resolved: ['com.example.job.done'],
      acknowledged: ['com.example.job.seen'],
      notices: ['com.example.build.*'],
    }
    const kinds = ['job.stuck', 'job.done', 'job.seen', 'build.failed', 'probe.failed'].map(
      (type) => phaseOf(eventOf(`com.example.${type}`), mapping),
    )
    expect(kinds).toMatchObject([
      { kind: 'firing', baseType: 'com.example.job' },
      { kind: 'resolved', baseType: 'com.example.job' },
      { kind: 'acknowledged', baseType: 'com.example.job' },
      { kind: 'notice' },
      { kind: 'firing' },
    ])
  })
})
