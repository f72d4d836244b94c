import { expect, test } from 'vitest'
import { sizeOf } from './size.ts'

test.each([
  [
    'blocks, also those of attachments',
    { text: 'x', blocks: [1], attachments: [{ blocks: [2, 3] }] },
    [3, 'blocks'],
  ],
  ['characters where there is only text', { text: 'disk 满' }, [6, 'characters']],
  ['nothing where there is none', { attachments: [{ color: 'good' }] }, [0, 'characters']],
])('Slack counts %s', (_, message, [used, unit]) => {
  expect(sizeOf(JSON.stringify(message))).toMatchObject({ used, unit })
})
