export type Span =
  | { kind: 'text' | 'code' | 'mention'; text: string }
  | { kind: 'link'; href: string; text: string }
  | { kind: 'date'; seconds: number; format: string; text: string }
  | { kind: 'strong' | 'emphasis' | 'strike'; spans: Span[] }

export type Block = { kind: 'code'; text: string } | { kind: 'quote' | 'text'; spans: Span[] }

/** Reads Slack's mrkdwn. */
export function parseMrkdwn(text: string, options?: { verbatim?: boolean }): Block[]
