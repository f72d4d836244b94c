import type { Matcher } from '../../src/model/matcher.ts'

/** A matcher on `label` that does what a test needs, a fault included. */
export function createMatcherThat(label: string, test: (value: string) => boolean): Matcher {
  return { label, operator: '=~', value: '.*', text: `${label}=~".*"`, test }
}
