import { quiet } from './hours.ts'

export const decide = quiet
