import { app } from '../../app.ts'

export const serve = app
