import type { Alert } from '../../model/alert.ts'

export const quiet = (alert: Alert) => alert.opened
