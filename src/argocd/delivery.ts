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

/** One condition of a trigger that was looked at. */
export type ArgoEvaluation = {
  readonly configNamespace: string
  readonly trigger: string
  /** Of the condition in its trigger, from 0. */
  readonly index: number
  readonly when: string
  readonly triggered: boolean
  /** Why `when` could not be evaluated, in upstream's words. */
  readonly error?: string
  readonly oncePer?: string
  /** Why `oncePer` could not be evaluated, or that it says nothing. */
  readonly oncePerProblem?: string
  readonly templates: readonly string[]
  readonly destinations: readonly {
    readonly service: string
    readonly recipient: string
    readonly key: string
    /** `owed` now, `told` before, or `not due`. */
    readonly state: 'owed' | 'told' | 'not due'
  }[]
}

/** One pass over one Application. */
export type ArgoPass = {
  readonly deliveries: readonly ArgoDelivery[]
  /** The whole new state, in upstream's exact form; undefined where the annotation is to be removed. */
  readonly annotation: string | undefined
  readonly annotationChanged: boolean
  readonly evaluations: readonly ArgoEvaluation[]
  /** What is wrong with what is subscribed, for example a trigger that does not exist; upstream's words. */
  readonly problems: readonly string[]
  /** Why the Application was not looked at. */
  readonly skipped?: string
}
