export type { ArgoDelivery, JsonValue } from './delivery.ts'
export { robotOf } from './robot.ts'
