// In: what Argo CD Notifications is configured to do, and Applications. Out: what is owed to whom, as values.
// Must hold: pure; it thinks only.
export {
  type ArgoConfig,
  type ArgoConfigOptions,
  type ArgoKeyProblem,
  type ArgoService,
  type ConfigMapFacts,
  readArgoConfig,
  type SecretFacts,
} from './configuration.ts'
export type { ArgoDelivery, ArgoEvaluation, ArgoPass, JsonValue } from './delivery.ts'
export { type ApplicationLook, evaluateApplication } from './evaluate.ts'
export { type RobotReading, robotOf, textBody } from './robot.ts'
