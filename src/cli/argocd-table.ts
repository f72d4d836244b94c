/** Rows as upstream's commands print them: a column is 5 wide at least, and two blanks wider than what is in it. */
export function upstreamTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [column, cell] of row.slice(0, -1).entries())
      widths[column] = Math.max(widths[column] ?? MIN_WIDTH, [...cell].length + GAP)
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1
          ? cell
          : cell + ' '.repeat((widths[column] ?? 0) - [...cell].length),
      )
      .join(''),
  )
}

const MIN_WIDTH = 5
const GAP = 2
