// The receiver that delivery is measured against: answers every POST with 200, and counts the ids that came. It speaks
// over plain sockets: an HTTP library as the receiver would take most of a two-core machine for itself.
import { createServer, type Socket } from 'node:net'

const ids = new Set<string>()
let requests = 0

const server = createServer((socket) => {
  let received = ''
  socket.setNoDelay(true)
  socket.setEncoding('latin1')
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: string) => {
    received += chunk
    for (;;) {
      const head = received.indexOf('\r\n\r\n')
      if (head === -1) return
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0)
      const end = head + 4 + length
      if (received.length < end) return
      answer(socket, received.slice(0, head))
      received = received.slice(end)
    }
  })
})

function answer(socket: Socket, head: string): void {
  if (head.startsWith('GET /count')) {
    const body = JSON.stringify({ requests, distinct: ids.size })
    socket.write(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    requests = 0
    ids.clear()
    return
  }
  requests += 1
  ids.add(/\r\nwebhook-id: ([^\r]+)/i.exec(head)?.[1] ?? '')
  socket.write(TAKEN)
}

const TAKEN = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok'

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`)
})
