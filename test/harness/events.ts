/** CloudMonitor's raw event about a planned reboot of `instance`, in the given phase. */
export function reboot(
  instance: string,
  phase: 'Scheduled' | 'Executing' | 'Executed',
  change: object = {},
): object {
  return {
    id: `${instance}-${phase}`,
    product: 'ECS',
    resourceId: `acs:ecs:cn-hangzhou:1234567890123456:instance/${instance}`,
    level: 'CRITICAL',
    name: `Instance:SystemMaintenance.Reboot:${phase}`,
    userId: '1234567890123456',
    eventTime: {
      Scheduled: '20260305T101501.123+0800',
      Executing: '20260307T090002.100+0800',
      Executed: '20260307T090440.771+0800',
    }[phase],
    regionId: 'cn-hangzhou',
    content: {
      eventId: `e-${instance}`,
      instanceId: instance,
      eventType: 'SystemMaintenance.Reboot',
      eventStatus: phase,
    },
    instanceName: instance,
    status: phase,
    groupId: '0',
    ...change,
  }
}

/** An instance that stopped: a notice of no severity. */
export function stopped(instance: string, change: object = {}): object {
  return {
    id: `${instance}-stopped`,
    product: 'ECS',
    resourceId: `acs:ecs:cn-hangzhou:1234567890123456:instance/${instance}`,
    level: 'INFO',
    name: 'Instance:StateChange',
    userId: '1234567890123456',
    eventTime: '20260305T101501.123+0800',
    regionId: 'cn-hangzhou',
    content: { resourceId: instance, resourceType: 'ALIYUN::ECS::Instance', state: 'Stopped' },
    instanceName: instance,
    status: 'Normal',
    groupId: '0',
    ...change,
  }
}
