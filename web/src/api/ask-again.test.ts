import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { askAgainFor } from './ask-again.ts'

/** A hub whose answers leave when the test says so: each says what was so when it was asked for. */
class SlowHub {
  state = 'before'
  asked = 0
  aborted = 0
  readonly #waiting: (() => void)[] = []

  answer(signal: AbortSignal): Promise<string> {
    const said = this.state
    this.asked++
    signal.addEventListener('abort', () => this.aborted++)
    return new Promise((resolve) => this.#waiting.push(() => resolve(said)))
  }

  letGo(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

let client: QueryClient
let hub: SlowHub
let end: () => void

beforeEach(() => {
  client = new QueryClient()
  hub = new SlowHub()
  const observer = new QueryObserver(client, {
    queryKey: ['all', 'status'],
    queryFn: ({ signal }) => hub.answer(signal),
  })
  end = observer.subscribe(() => undefined)
})
afterEach(() => {
  end()
  client.clear()
})

function shown(): unknown {
  return client.getQueryData(['all', 'status'])
}

test('a first answer that was on its way when something changed is asked for once more', async () => {
  hub.state = 'after'
  const again = askAgainFor(client, () => true)
  hub.letGo()
  await expect.poll(() => hub.asked).toBe(2)
  hub.letGo()
  await again
  expect(shown()).toBe('after')
})

test('a later answer on its way is heard out, and then asked for once more', async () => {
  hub.letGo()
  await expect.poll(shown).toBe('before')
  const first = askAgainFor(client, () => true)
  await expect.poll(() => hub.asked).toBe(2)
  hub.state = 'after'
  const second = askAgainFor(client, () => true)
  hub.letGo()
  await first
  await expect.poll(() => hub.asked).toBe(3)
  hub.letGo()
  await second
  expect(shown()).toBe('after')
  expect(hub.aborted).toBe(0)
})

test('an answer that is not concerned is left alone', async () => {
  hub.letGo()
  await expect.poll(shown).toBe('before')
  await askAgainFor(client, ({ queryKey: [about] }) => about === 'alerts')
  expect(hub.asked).toBe(1)
})
