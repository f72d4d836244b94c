import type { Content, Node } from './content.ts'
import { colon } from './words.ts'

/** A mail's plain part: the same, with addresses written out. */
export function writePlain(content: Content): string {
  const parts = [
    content.heading,
    ...content.nodes.map((node) => drawNode(node, content)),
    [...content.actions, ...content.links].map(({ text, url }) => `${text}: ${url}`).join('\n'),
    ...content.notices,
    // The sign by which clients know a signature.
    `-- \n${content.footer}`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function drawNode(node: Node, { language }: Content): string {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'fields':
      return node.fields.map(({ label, value }) => label + colon(language) + value).join('\n')
    case 'lines':
      return node.lines.map(({ sign, text }) => `${sign} ${text}`).join('\n')
  }
}
