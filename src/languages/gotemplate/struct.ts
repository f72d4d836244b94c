import { GoValue } from '../values/kind.ts'
import type { MethodTable } from './method.ts'

/** A Go struct, or a pointer to one: named fields, and perhaps methods. */
export class GoStruct extends GoValue {
  /** `*shared.CommitMetadata` for a pointer, without the star for a struct. */
  readonly goType: string
  readonly goKind: 'struct' | 'ptr'
  readonly #fields: readonly (readonly [string, unknown])[]
  readonly methods: MethodTable<GoStruct>

  constructor(
    type: string,
    fields: Readonly<Record<string, unknown>>,
    methods: MethodTable<GoStruct> = new Map(),
  ) {
    super()
    this.goType = type
    this.goKind = type.startsWith('*') ? 'ptr' : 'struct'
    this.#fields = Object.entries(fields)
    this.methods = methods
  }

  override goFields(): readonly (readonly [string, unknown])[] {
    return this.#fields
  }
}
