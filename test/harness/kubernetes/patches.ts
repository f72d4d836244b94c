import { parse } from 'yaml'
import type { Json } from './json.ts'

/** A patch that cannot be applied; the server answers with the status. */
export class PatchRefused extends Error {
  readonly status: number

  constructor(status: number, text: string) {
    super(text)
    this.status = status
  }
}

/** What an object is after a patch of this content type. Throws PatchRefused. */
export function patched(
  object: Json,
  patch: { readonly type: string; readonly body: string },
): Json {
  const [type = ''] = patch.type.split(';')
  switch (type.trim()) {
    case 'application/merge-patch+json':
      return mergePatched(object, JSON.parse(patch.body))
    case 'application/json-patch+json':
      return jsonPatched(object, JSON.parse(patch.body))
    case 'application/strategic-merge-patch+json':
      return strategicallyPatched(object, JSON.parse(patch.body))
    case 'application/apply-patch+yaml':
      return strategicallyPatched(object, parse(patch.body))
    default:
      throw new PatchRefused(415, `the body of the request was in an unknown format: ${type}`)
  }
}

/** RFC 7386. */
function mergePatched(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch
  const merged: Json = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else merged[key] = mergePatched(merged[key], value)
  }
  return merged
}

/** A merge patch in which lists of named parts are merged by their names; directives are left out. */
function strategicallyPatched(target: Json, patch: Json): Json {
  if (Array.isArray(patch)) return mergedList(Array.isArray(target) ? target : [], patch)
  if (!isObject(patch)) return patch
  const merged: Json = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue
    if (value === null) delete merged[key]
    else merged[key] = strategicallyPatched(merged[key], value)
  }
  return merged
}

function mergedList(target: Json[], patch: Json[]): Json[] {
  if (!patch.every((part) => isObject(part) && typeof part.name === 'string')) return patch
  const list = [...target]
  for (const part of patch) {
    const index = list.findIndex(({ name }) => name === part.name)
    if (part.$patch === 'delete') list.splice(index, index < 0 ? 0 : 1)
    else if (index < 0) list.push(strategicallyPatched({}, part))
    else list[index] = strategicallyPatched(list[index], part)
  }
  return list
}

/** RFC 6902, without `move` and `copy`. */
function jsonPatched(object: Json, operations: Json[]): Json {
  const patch = structuredClone(object)
  for (const { op, path, value } of operations) {
    const steps = String(path)
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    const last = steps.pop() ?? ''
    const parent = steps.reduce((at, step) => at?.[step], patch)
    if (parent === undefined) throw new PatchRefused(422, `the path ${path} does not exist`)
    const isThere = last in parent
    if (op !== 'add' && !isThere) throw new PatchRefused(422, `the path ${path} does not exist`)
    if (op === 'test') {
      if (JSON.stringify(parent[last]) !== JSON.stringify(value))
        throw new PatchRefused(422, `testing value ${path} failed`)
    } else if (Array.isArray(parent)) {
      const index = last === '-' ? parent.length : Number(last)
      if (op === 'remove') parent.splice(index, 1)
      else parent.splice(index, op === 'replace' ? 1 : 0, value)
    } else if (op === 'remove') delete parent[last]
    else parent[last] = value
  }
  return patch
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
