import type { there } from '../channels/dingtalk/dingtalk.ts'

export type Here = typeof there
