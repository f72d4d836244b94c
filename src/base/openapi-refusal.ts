/** Refusals of a body as Go servers give them that are made from an OpenAPI description, and the body itself. */

/** What a client is answered whose request does not fit the description. */
export type OpenApiRefusal = {
  readonly status: number
  readonly contentType: 'application/json'
  readonly body: string
  /** For people. */
  readonly message: string
}

/** Codes of what is wrong with a value; others are the HTTP status itself. */
export const OPENAPI_CODES = { wrongType: 601, required: 602, tooFewItems: 612 } as const

/** A refusal in the form that such clients read. Values that are wrong, and not their form, are 422. */
export function openApiRefusal(code: number, message: string): OpenApiRefusal {
  const status = code >= 600 ? 422 : code
  return { status, contentType: JSON_TYPE, body: JSON.stringify({ code, message }), message }
}

/** What the server itself says: a JSON text by itself, with the line end that Go's encoder puts behind it. */
export function openApiText(status: number, message: string): OpenApiRefusal {
  return { status, contentType: JSON_TYPE, body: `${JSON.stringify(message)}\n`, message }
}

/** The JSON value of a body, or why it is none. `name` is the parameter's name in the description. */
export function openApiBody(
  name: string,
  { body, contentType }: { readonly body: Uint8Array; readonly contentType: string | undefined },
): { readonly value: unknown } | OpenApiRefusal {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() || 'application/octet-stream'
  if (type !== JSON_TYPE) {
    const found = `unsupported media type "${type.slice(0, SHOWN_MAX)}"`
    return openApiRefusal(415, `${found}, only [${JSON_TYPE}] are allowed`)
  }
  const text = new TextDecoder().decode(body)
  if (text.trim() === '')
    return openApiRefusal(OPENAPI_CODES.required, `${name} in body is required`)
  try {
    return { value: JSON.parse(text) }
  } catch {
    return notParsed(name, 'it is no JSON, or was cut')
  }
}

/** A body that is JSON, but of another form than its description says. */
export function notParsed(name: string, reason: string): OpenApiRefusal {
  return openApiRefusal(400, `parsing ${name} body from "" failed, because ${reason}`)
}

const JSON_TYPE = 'application/json'
const SHOWN_MAX = 60
