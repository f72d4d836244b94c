import type { Json } from './json.ts'

/** The form in which kubectl asks for what it prints. */
export function asTable(objects: readonly Json[], revision = ''): object {
  const column = { format: '', description: '', priority: 0 }
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: revision },
    columnDefinitions: [
      { name: 'Name', type: 'string', ...column, format: 'name' },
      { name: 'Created', type: 'string', ...column },
    ],
    rows: objects.map((object) => ({
      cells: [object.metadata.name, object.metadata.creationTimestamp],
      object,
    })),
  }
}
