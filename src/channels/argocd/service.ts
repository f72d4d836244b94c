import type { RateWindow } from '../../contract/channel.ts'
import type { Receipt } from '../../model/receipt.ts'
import type { LocalText } from '../../model/text.ts'
import type { Tree } from './tree.ts'
import type { Way } from './way.ts'

/** One delivery as a service sends it. */
export type Delivery = {
  readonly options: Tree
  readonly recipient: string
  readonly message: string
  readonly part: Tree | undefined
  /** The hub's own words: plain text. */
  readonly isOwn: boolean
  readonly way: Way
}

/**
 * The wire form of one of upstream's services. `send` makes the requests of one delivery through
 * its way, never waits between them, and answers with a Receipt: the deliver stage owns time.
 */
export interface Service {
  readonly type: string
  /** What is published, or a little less. */
  readonly limits: RateWindow
  /** How long a message may be, in UTF-16 units; longer ones are cut. */
  readonly messageLengthMax: number
  /** The recipient says nothing to the service: it only tells one subscription from another. */
  readonly ignoresRecipient?: true
  /** What is wrong with options and recipient; absent where anything will do. */
  check?(options: Tree, recipient: string): readonly LocalText[]
  send(delivery: Delivery): Promise<Receipt>
}
