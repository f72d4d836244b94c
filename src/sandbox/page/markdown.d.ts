export type Span =
  | { kind: 'text'; text: string }
  | { kind: 'break' }
  | { kind: 'strong' | 'emphasis'; spans: Span[] }
  | { kind: 'font'; color: string | undefined; spans: Span[] }
  | { kind: 'link'; href: string; spans: Span[] }
  | { kind: 'image'; href: string; alt: string }

export type Block =
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'heading'; level: number; spans: Span[] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; ordered: boolean; start: number; entries: Span[][] }

/** Reads DingTalk's markdown. */
export function parseMarkdown(text: string): Block[]
