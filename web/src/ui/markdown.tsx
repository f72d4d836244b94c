import { type Block, blocksOf, piecesOf } from '../util/markdown.ts'

/** A guide as it is written beside the code, drawn as elements: nothing in it is ever taken for HTML. */
export function Markdown({ text }: { readonly text: string }) {
  return (
    <div className="guide">
      {blocksOf(text).map((block, index) => (
        <OneBlock key={index} block={block} />
      ))}
    </div>
  )
}

function OneBlock({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading':
      return block.level === 1 ? null : (
        <h3>
          <Line text={block.text} />
        </h3>
      )
    case 'paragraph':
      return (
        <p>
          <Line text={block.text} />
        </p>
      )
    case 'code':
      return <pre tabIndex={0}>{block.text}</pre>
    case 'list': {
      const entries = block.entries.map((entry) => (
        <li key={entry}>
          <Line text={entry} />
        </li>
      ))
      return block.isOrdered ? <ol>{entries}</ol> : <ul>{entries}</ul>
    }
    case 'table':
      return (
        <div className="table-frame">
          <table>
            <tbody>
              {block.rows.map((row) => (
                <tr key={row.join('|')}>
                  {row.map((cell, index) => (
                    <td key={index}>
                      <Line text={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )
  }
}

const TAGS = { code: 'code', strong: 'strong', emphasis: 'em', text: 'span' } as const

function Line({ text }: { readonly text: string }) {
  return piecesOf(text).map(({ kind, text: words }, index) => {
    const Tag = TAGS[kind]
    return <Tag key={index}>{words}</Tag>
  })
}
