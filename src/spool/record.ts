import type { SpooledRequest, WaitingRequest } from '../contract/spool.ts'

// A request as bytes: the length of the label, the label, the head as JSON, and the body as it came. Head and body lack the
// ingest keys, wherever they stood; the label says where.
type Label = {
  readonly source: string
  readonly receivedAt: number
  readonly inTurn: boolean
  /** Without the keys. */
  readonly headBytes: number
  readonly headCuts: readonly Cut[]
  readonly bodyCuts: readonly Cut[]
}

type Head = Pick<SpooledRequest, 'ids' | 'restOnly'> & Omit<SpooledRequest['request'], 'body'>

/** Behind so many of the bytes that are left stood this of the source's keys. */
type Cut = readonly [at: number, key: number]

const LENGTH_BYTES = 4

/** The request as it is written. */
export function payloadOf(spooled: SpooledRequest, keys: readonly string[]): Buffer {
  const { source, receivedAt, inTurn, request, ...rest } = spooled
  const { body, ...asked } = request
  const head = withoutKeys(Buffer.from(JSON.stringify({ ...rest, ...asked })), keys)
  const given = withoutKeys(Buffer.from(body.buffer, body.byteOffset, body.byteLength), keys)
  const label: Label = {
    source,
    receivedAt,
    inTurn,
    headBytes: head.left.length,
    headCuts: head.cuts,
    bodyCuts: given.cuts,
  }
  const written = Buffer.from(JSON.stringify(label))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32LE(written.length)
  return Buffer.concat([length, written, head.left, given.left])
}

/** The request in a payload that was read back. Throws where it is none of this version. */
export function waitingIn(payload: Buffer): WaitingRequest {
  const begin = LENGTH_BYTES + payload.readUInt32LE(0)
  const label = JSON.parse(payload.toString('utf8', LENGTH_BYTES, begin)) as Label // behind a checksum: as it was written
  const { source, receivedAt, inTurn, headBytes, headCuts, bodyCuts } = label
  return {
    source,
    receivedAt,
    inTurn,
    open(keys) {
      const head = withKeys(payload.subarray(begin, begin + headBytes), headCuts, keys)
      const body = withKeys(payload.subarray(begin + headBytes), bodyCuts, keys)
      const { ids, restOnly, ...asked } = JSON.parse(head.toString()) as Head // behind a checksum: as it was written
      return { source, inTurn, receivedAt, ids, restOnly, request: { ...asked, body } }
    },
  }
}

type Lacking = { readonly left: Buffer; readonly cuts: readonly Cut[] }

function withoutKeys(bytes: Buffer, keys: readonly string[]): Lacking {
  const found = keys
    .flatMap((key, index) => placesOf(Buffer.from(key), bytes).map((at) => ({ ...at, index })))
    // One key may be the beginning of another: the longer one is it.
    .sort((one, other) => one.at - other.at || other.end - one.end)
  const parts: Buffer[] = []
  const cuts: Cut[] = []
  let from = 0
  let length = 0
  for (const { at, end, index } of found) {
    if (at < from) continue
    parts.push(bytes.subarray(from, at))
    length += at - from
    cuts.push([length, index])
    from = end
  }
  return { left: Buffer.concat([...parts, bytes.subarray(from)]), cuts }
}

function placesOf(key: Buffer, bytes: Buffer): readonly { at: number; end: number }[] {
  if (key.length === 0) return []
  const places: { at: number; end: number }[] = []
  for (let at = bytes.indexOf(key); at >= 0; at = bytes.indexOf(key, at + key.length))
    places.push({ at, end: at + key.length })
  return places
}

/** In place of a key that the source has no more stands the one that it has, or nothing that could be used. */
function withKeys(left: Buffer, cuts: readonly Cut[], keys: readonly string[]): Buffer {
  const parts: Buffer[] = []
  let from = 0
  for (const [at, index] of cuts) {
    parts.push(left.subarray(from, at), Buffer.from(keys[index] ?? keys[0] ?? GONE))
    from = at
  }
  return Buffer.concat([...parts, left.subarray(from)])
}

const GONE = '***'
