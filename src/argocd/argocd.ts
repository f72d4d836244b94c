export type { ArgoDelivery, JsonValue } from './delivery.ts'
