import type { Alert } from '../../model/alert.ts'
import { quiet } from './hours.ts'

export const decide = (alert: Alert) => quiet(alert)
