import type { Command } from 'commander'
import { answerRoutingLine } from '../../config/import/jsonl.ts'
import { addJsonlCommand } from '../jsonl.ts'

/** `tocsin route`: Alertmanager's routing and matchers for programs. */
export function routeCommand(program: Command, ran: (status: number) => void): void {
  addJsonlCommand(program, ran, {
    name: 'route',
    about:
      'route labels as Alertmanager does: {id, config_yaml, labels, …} a line in, {id, receivers, routes} or {id, error, phase} a line out; also {id, matchers, labels}',
    answer: answerRoutingLine,
  })
}
