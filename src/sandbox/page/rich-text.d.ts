export type Span =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'break' }
  | { kind: 'strong' | 'emphasis' | 'strike'; spans: Span[] }
  | { kind: 'font' | 'tag'; color: string; spans: Span[] }
  | { kind: 'link'; href: string; spans: Span[] }
  | { kind: 'image'; href: string; alt: string }
  | { kind: 'at'; ids: string[]; name: string }
  | { kind: 'time'; at: number }

export type Block =
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'heading'; level: number; spans: Span[] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'code'; text: string }
  | { kind: 'rule' }
  | { kind: 'table'; head: Span[][]; align: string[]; rows: Span[][][] }
  | {
      kind: 'list'
      ordered: boolean
      start: number
      entries: { spans: Span[]; blocks: Block[] }[]
    }

export type Dialect = { readonly newline: 'break' | 'space'; readonly tags: readonly string[] }

export const DIALECTS: Readonly<
  Record<'larkFirst' | 'larkSecond' | 'wecom' | 'wecomSecond', Dialect>
>

/** Reads a text in one of the dialects. */
export function parseRich(text: string, dialect: Dialect): Block[]
