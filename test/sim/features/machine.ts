import type { Feature } from '../feature.ts'

const MINUTE_MS = 60_000

/** What happens to the machine on which the hub runs. */
export const machine: Feature = {
  name: 'machine',
  actions: [
    {
      name: 'a kill',
      weight: 2,
      act: (world) => world.kill('between two writes'),
    },
    {
      name: 'a kill after a number of writes',
      weight: 3,
      act(world, random) {
        world.disk.commitsLeft = random.between(1, 12)
        world.disk.lastIsCarriedOut = random.likely(0.5)
      },
    },
    {
      name: 'another process takes over',
      weight: 2,
      act: (world) => world.hubs.handOver(),
    },
    {
      name: 'a process joins',
      weight: 2,
      act: ({ hubs }) => hubs.join(),
    },
    {
      name: 'a process leaves',
      weight: 2,
      act({ hubs }, random) {
        const leaving = hubs.up && random.likely(0.5) ? hubs.up : hubs.living.at(-1)
        return leaving && hubs.leave(leaving)
      },
    },
    {
      name: 'a kill of one that waits',
      weight: 1,
      act({ hubs }, random) {
        const waiting = hubs.living.find(({ isWaiting }) => isWaiting)
        const downMs = random.pick([10, 5_000, 60_000])
        if (waiting) hubs.kill(waiting, { when: 'while it waits', downMs })
      },
    },
    {
      name: 'a disk that fails',
      weight: 2,
      async act(world, random) {
        if (world.disk.state !== 'well') return
        world.disk.state = random.pick(['failing', 'full'])
        world.say(`world  the disk is ${world.disk.state}`)
        await world.time.sleep(random.pick([2_000, 10_000, 30_000]))
        world.disk.state = 'well'
        world.say('world  the disk is well')
      },
    },
    {
      name: 'a clock that jumps',
      weight: 1,
      act(world, random) {
        const byMs = random.pick([-10, -5, -1, 1, 3, 61, 24 * 60]) * MINUTE_MS
        world.machine.wrongByMs += byMs
        world.tally.count(byMs < 0 ? 'the clock is set back' : 'the clock is set ahead')
        world.witness.note(world.witness.jumps, world.now, { byMs })
        world.say(`world  the clock jumps by ${byMs} ms`)
      },
    },
  ],
  invariants: [
    {
      name: 'one process at most works at a time',
      when: 'always',
      broken({ hubs, witness }) {
        const working = hubs.living.filter(({ isAtWork }) => isAtWork)
        const isBack = witness.writers.some(
          (turn, index) => turn < (witness.writers[index - 1] ?? 0),
        )
        return [
          ...(working.length > 1
            ? [`${working.map(({ number }) => `#${number}`).join(' and ')} work at once`]
            : []),
          ...(isBack ? [`turns write one after another again: ${witness.writers.join(' ')}`] : []),
        ]
      },
    },
  ],
}
