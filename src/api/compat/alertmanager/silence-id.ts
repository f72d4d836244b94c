/**
 * Ids of silences as Alertmanager's clients expect them: the same 128 bits written as a UUID. An id has 130 bits of which
 * the first two are those of a time after the year 10889, and so 0.
 */
export function uuidOfId(id: string): string {
  let value = 0n
  for (const digit of id) value = value * 32n + BigInt(Math.max(0, DIGITS.indexOf(digit)))
  const hex = BigInt.asUintN(128, value).toString(16).padStart(32, '0')
  return PARTS.map(([from, to]) => hex.slice(from, to)).join('-')
}

/** The id that a UUID stands for, whether or not anything has it. */
export function idOfUuid(uuid: string): string {
  let value = BigInt(`0x${uuid.replaceAll('-', '')}`)
  let id = ''
  for (let length = 0; length < ID_LENGTH; length++) {
    id = DIGITS.charAt(Number(value % 32n)) + id
    value /= 32n
  }
  return id
}

/** Whether a text has the form of one, as Alertmanager's description of its API asks for. */
export function isUuid(text: string): boolean {
  return /^[\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12}$/i.test(text)
}

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
const ID_LENGTH = 26
const PARTS = [
  [0, 8],
  [8, 12],
  [12, 16],
  [16, 20],
  [20, 32],
] as const
