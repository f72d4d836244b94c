export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** One message that one trigger owes one recipient of one service. */
export type ArgoDelivery = {
  /** Upstream's state key: `[<oncePer>:][<ns>:]<trigger>:[i].<hash>:<service>:<recipient>`. */
  readonly key: string
  /** The namespace of the ConfigMap whose configuration made it. */
  readonly configNamespace: string
  readonly app: { readonly namespace: string; readonly name: string; readonly uid: string }
  readonly trigger: string
  readonly oncePer?: string
  readonly templates: readonly string[]
  readonly service: { readonly name: string; readonly type: string }
  readonly recipient: string
  /** What the templates rendered for this service; or why they could not. */
  readonly content:
    | { readonly message: string; readonly part?: JsonValue }
    | { readonly problem: string }
}
