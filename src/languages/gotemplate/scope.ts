import type { Origin } from './json-output.ts'

/** A variable of a template, in the order of declaration. */
type Variable = {
  readonly name: string
  readonly slot: number
  /** For a loop's element: the slot that holds what is looped over. */
  readonly elementsSlot: number | undefined
  origin: Origin
}

/** What dot is at a place of a template. */
export type Dot = {
  /** In a loop: the slot that holds what is looped over. */
  readonly elementsSlot: number | undefined
  readonly origin: Origin
}

/** The variables and the dot at a place of a template. Slots are never used twice. */
export class Scope {
  readonly #variables: Variable[] = []
  #slots = 0
  dot: Dot = { elementsSlot: undefined, origin: 'data' }

  constructor() {
    this.declare('$', { elementsSlot: undefined, origin: 'data' })
  }

  /** A slot for something without a name. */
  hiddenSlot(): number {
    this.#slots += 1
    return this.#slots - 1
  }

  declare(name: string, of: { elementsSlot?: number | undefined; origin: Origin }): Variable {
    const variable = {
      name,
      slot: this.hiddenSlot(),
      elementsSlot: of.elementsSlot,
      origin: of.origin,
    }
    this.#variables.push(variable)
    return variable
  }

  /** The innermost variable of that name. */
  find(name: string): Variable | undefined {
    return this.#variables.findLast((variable) => variable.name === name)
  }

  /** Compiles the inside of a branch: what it declares and makes of dot ends with it. */
  inside<T>(compile: () => T): T {
    const variables = this.#variables.length
    const dot = this.dot
    const result = compile()
    this.#variables.length = variables
    this.dot = dot
    return result
  }
}
