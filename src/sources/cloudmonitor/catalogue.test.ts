import { describe, expect, test } from 'vitest'
import { CATALOGUE, familyOf, productName } from './catalogue.ts'

describe('the event catalogue', () => {
  test('no family of a product is there twice', () => {
    const names = CATALOGUE.flatMap(({ products, name }) =>
      products.map((product) => `${product} ${name}`.toLowerCase()),
    )
    expect(new Set(names).size).toBe(names.length)
  })

  test('it has the 48 families of ECS, each with words in both languages', () => {
    const families = CATALOGUE.filter(({ products }) => products.includes('ECS'))
    expect(families).toHaveLength(48)
    expect(families.filter(({ text }) => typeof text === 'string')).toEqual([])
  })

  test('it names 381 events of more than 20 products', () => {
    const events = CATALOGUE.flatMap(({ products, statuses }) =>
      products.flatMap(() => [...statuses.keys()]),
    )
    expect(events).toHaveLength(119 + 262)
    expect(new Set(CATALOGUE.flatMap(({ products }) => products)).size).toBeGreaterThan(20)
  })

  test('every level and phase is one that is understood', () => {
    const statuses = CATALOGUE.flatMap((family) => [...family.statuses.values()])
    expect(new Set(statuses.map(({ level }) => level))).toEqual(
      new Set(['CRITICAL', 'WARN', 'INFO']),
    )
    expect(new Set(statuses.map(({ phase }) => phase))).toEqual(
      new Set(['open', 'closed', 'notice']),
    )
  })

  test('whatever closes is opened by another phase, or by the other name of its pair', () => {
    const phasesOf = (start: string) =>
      CATALOGUE.filter(({ name }) => name.startsWith(start)).flatMap(({ statuses }) =>
        statuses
          .values()
          .toArray()
          .map(({ phase }) => phase),
      )
    for (const { name, statuses } of CATALOGUE) {
      const closes = statuses.values().some(({ phase }) => phase === 'closed')
      const stem = name.replace(/(?:_end|_End|_Running|_restore|Online|Up|_success)$/, '')
      if (closes) expect(phasesOf(stem), name).toContain('open')
    }
  })

  test('a family is found whatever the case', () => {
    expect(familyOf('ecs', 'instance:statechange')?.name).toBe('Instance:StateChange')
    expect(familyOf('ECS', 'INSTANCE:STATECHANGE')?.products).toEqual(['ECS'])
  })

  test('a product has a shared family, but not the words of another product alone', () => {
    expect(familyOf('Tair', 'Instance_Failover')?.name).toBe('Instance_Failover')
    expect(familyOf('OtherProduct', 'InstanceStart')).toBeUndefined()
  })

  test('names that every object inherits are no families', () => {
    expect(familyOf('constructor', '__proto__')).toBeUndefined()
    expect(productName('toString')).toBe('toString')
  })
})
