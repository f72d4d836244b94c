/**
 * Every bound of the page: a browser cannot read the hub's own table of limits. A unit stands last
 * in a name.
 */
export const PAGE_LIMITS = {
  /** Between two looks at the hub, while the page is seen and while it is not. */
  refreshMs: 4_000,
  refreshHiddenMs: 20_000,
  /** How long an answer is waited for. */
  answerMs: 10_000,
  /** How long something may take that the hub is asked to do: a message to a slow platform. */
  tellMs: 30_000,
  /** Rows that one request asks for. */
  pageRows: 50,
  latestRows: 6,
  undeliveredRows: 20,
  alertRows: 200,
  /** Events kept in the page; the oldest are let go, and can be asked for again. */
  eventRowsMax: 1_000,
  /** Pages fetched to close the gap between two looks; a wider gap starts the list anew. */
  gapPagesMax: 5,
  /** A count beside a view's name is a hint; the view has the number. */
  markMax: 99,
  /** Policies listed as not matching, and characters of a payload shown. */
  nearlyMax: 50,
  payloadLengthMax: 200_000,
  nameLengthMax: 60,
}
