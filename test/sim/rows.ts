import type { Alert } from '../../src/model/alert.ts'
import type { AlertGroup, GroupItem } from '../../src/model/alert-group.ts'
import type { Event } from '../../src/model/event.ts'
import type { Notification } from '../../src/model/notification.ts'
import type { EventOutcome, Hold } from '../../src/model/outcome.ts'
import { notificationOf } from '../../src/store/rows.ts'
import { NOTIFICATIONS } from '../../src/store/sqlite/rows.ts'
import type { World } from './world.ts'

/** What the hub's database holds, read past the hub. */

export function eventsIn(world: World): readonly Event[] {
  return bodies<Event>(world, 'select body from events order by seq')
}

export function outcomesIn(world: World): readonly EventOutcome[] {
  return bodies<EventOutcome>(world, 'select body from outcomes')
}

export function holdsIn(world: World): readonly Hold[] {
  return bodies<Hold>(world, 'select body from holds')
}

export function alertsIn(world: World): readonly Alert[] {
  return bodies<Alert>(world, 'select body from alerts')
}

export function notificationsIn(world: World): readonly Notification[] {
  return world.look(NOTIFICATIONS).map(notificationOf)
}

/** Each alert in each group. */
export function itemsIn(world: World): readonly { group: AlertGroup; item: GroupItem }[] {
  return world
    .look(
      'select g.body as group_body, i.body as item_body from group_items i join alert_groups g on g.id = i.group_id',
    )
    .map((row) => ({
      group: JSON.parse(String(row['group_body'])),
      item: JSON.parse(String(row['item_body'])),
    }))
}

function bodies<T>(world: World, sql: string): readonly T[] {
  return world.look(sql).map(({ body }): T => JSON.parse(String(body)))
}
