// In: JSON text, or Go values. Out: values with integers and floats kept apart, or the text that encoding/json writes.
// Must hold: parseJson reads numbers as Kubernetes does (int64 and float64), decodeJson as encoding/json does (float64 only).

/** What toJson does beyond json.Marshal. */
export type JsonStyle = { escapeHtml?: boolean; indent?: string }

/** Reads JSON: an integer literal that fits is an int64, `1.0` and `1e3` are float64. Throws ValueError with encoding/json's text. */
export declare function parseJson(text: string): unknown
/** Reads JSON as Go's json.Unmarshal into interface{}: every number is a float64. Throws ValueError. */
export declare function decodeJson(text: string): unknown
/** json.Marshal, or MarshalIndent with `indent`. Throws ValueError for what has no JSON. */
export declare function toJson(value: unknown, style?: JsonStyle): string
