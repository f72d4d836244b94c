// What Alertmanager says of itself and whom it tells.
import { stringify } from 'yaml'
import { isoTime } from '../../../base/clock.ts'
import type { RunningState } from '../../wire.ts'
import { type AlertmanagerView, receiversOf } from './view.ts'

/** Everybody whom a policy tells, in the order of the configuration. */
export function receiverNames({ policies }: Pick<AlertmanagerView, 'policies'>): readonly string[] {
  return [...new Set(policies().flatMap(receiversOf))]
}

/** No cluster, and a configuration that names the receivers only: the real one has secrets, and is not Alertmanager's. */
export function statusOf(
  { startedAt, version }: Pick<RunningState, 'startedAt' | 'version'>,
  receivers: readonly string[],
) {
  const names = receivers.length > 0 ? receivers : ['none']
  const configuration = {
    route: { receiver: names[0] },
    receivers: names.map((name) => ({ name })),
  }
  return {
    cluster: { peers: [], status: 'disabled' },
    config: { original: stringify(configuration) },
    uptime: isoTime(startedAt),
    versionInfo: {
      branch: 'tocsin',
      buildDate: '',
      buildUser: '',
      goVersion: '',
      revision: '',
      version,
    },
  }
}
