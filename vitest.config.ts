import { defineConfig } from 'vitest/config'

// Tests stand beside the code they test; stories, simulations and browser tests stand in test/.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'web/src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/planted/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A second, the default, is what a busy machine may be away.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    globalSetup: 'test/harness/warm-up.ts',
    // Two cores are what CI has; by default one of them would stand idle.
    maxWorkers: 2,
  },
})
