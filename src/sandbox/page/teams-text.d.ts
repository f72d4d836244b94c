export type Span =
  | { kind: 'text' | 'mention'; text: string }
  | { kind: 'link'; href: string; spans: Span[] }
  | { kind: 'strong' | 'emphasis'; spans: Span[] }

export type Block =
  | { kind: 'text'; spans: Span[] }
  | { kind: 'points' | 'numbers'; start: number; entries: Span[][] }

/** Reads the text of an adaptive card. */
export function parseTeamsText(text: string): Block[]
