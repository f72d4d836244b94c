/** One CloudMonitor event about an instance of its own: `quiet` ones no policy tells, `loud` ones open an alert. */
export function eventBody(number: number, kind: 'quiet' | 'loud'): string {
  const instance = `i-bench${String(number).padStart(9, '0')}`
  const name = kind === 'loud' ? 'Instance:SystemFailure.Reboot:Executing' : 'Instance:StateChange'
  const content =
    kind === 'loud'
      ? { eventId: `e-${instance}`, instanceId: instance, eventType: 'SystemFailure.Reboot', eventStatus: 'Executing' }
      : { resourceId: instance, resourceType: 'ALIYUN::ECS::Instance', state: 'Stopped' }
  return JSON.stringify({
    ver: '1.0',
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    product: 'ECS',
    resourceId: `acs:ecs:cn-hangzhou:1234567890123456:instance/${instance}`,
    level: kind === 'loud' ? 'CRITICAL' : 'INFO',
    name,
    userId: '1234567890123456',
    eventTime: '20260305T101501.123+0800',
    regionId: 'cn-hangzhou',
    content,
    instanceName: instance,
    status: kind === 'loud' ? 'Executing' : 'Normal',
    groupId: '0',
  })
}
