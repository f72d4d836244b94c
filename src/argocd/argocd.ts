// In: what Argo CD Notifications is configured to do, and Applications. Out: what is owed to whom, as values.
// Must hold: pure; it thinks only.
export type { ArgoDelivery, JsonValue } from './delivery.ts'
