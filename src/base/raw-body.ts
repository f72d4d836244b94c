/** The JSON object that a user's template made, or what is wrong with it, for who wrote the template. */
export type RawObject =
  | { readonly value: Readonly<Record<string, unknown>> }
  | { readonly en: string; readonly zh: string }

/** Reads a body that must be a JSON object of at most `bytesMax` bytes when it is written anew. */
export function readRawObject(body: string, bytesMax: number): RawObject {
  const parsed = parseJson(body.toWellFormed())
  if ('problem' in parsed) return notJson(parsed.problem)
  const { value } = parsed
  if (!isObject(value) || Object.keys(value).length === 0) return NO_OBJECT
  const bytes = Buffer.byteLength(JSON.stringify(value), 'utf8')
  return bytes > bytesMax ? tooLarge(bytes, bytesMax) : { value }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(body: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(body) }
  } catch (error) {
    // The engine's own words quote the text; where it breaks is enough.
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    return { problem: at === undefined ? '' : ` (character ${Number(at) + 1})` }
  }
}

function notJson(where: string): { en: string; zh: string } {
  return {
    en: `The body takes JSON, and the template made none${where}. Correct the template; values need {{ … | toJson }} outside of quotes.`,
    zh: `消息体应为 JSON，模板的输出不是${where}。请修正模板；引号外的值请用 {{ … | toJson }}。`,
  }
}

const NO_OBJECT = {
  en: 'The body takes a JSON object with the platform’s fields, and the template made something else. Put it into { … }.',
  zh: '消息体应为包含平台字段的 JSON 对象，模板的输出不是。请用 { … } 包裹。',
}

function tooLarge(bytes: number, bytesMax: number): { en: string; zh: string } {
  return {
    en: `The body takes at most ${bytesMax} bytes, and the template made ${bytes}. Let it say less.`,
    zh: `消息体最多 ${bytesMax} 字节，模板输出了 ${bytes} 字节。请精简模板内容。`,
  }
}
