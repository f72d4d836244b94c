/**
 * Hands `all` to `work` in their order, at most `max` at a time, and resolves when everything begun has ended. After the
 * first that gives false or rejects no other is begun; then it rejects with the first rejection, if there was one.
 */
export async function inTurn<T>(
  all: readonly T[],
  max: number,
  work: (one: T) => Promise<boolean>,
): Promise<void> {
  let next = 0
  let goesOn = true
  const worker = async (): Promise<void> => {
    while (goesOn && next < all.length) {
      const one = all.slice(next, ++next)[0]
      if (one === undefined) return
      try {
        if (!(await work(one))) goesOn = false
      } catch (error) {
        goesOn = false
        throw error
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: Math.min(max, all.length) }, worker))
  const failed = ended.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}
