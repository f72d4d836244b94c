export type { ArgoDelivery, JsonValue } from './delivery.ts'
export { type RobotReading, robotOf, textBody } from './robot.ts'
