// The ceiling that ingest is compared with: node:http that reads a body, parses it as JSON and answers 200.
// With --keep it keeps what it has parsed in memory: what the hub's memory is compared with.
import { createServer } from 'node:http'

const kept = process.argv.includes('--keep') ? new Map<number, unknown>() : undefined

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    kept?.set(kept.size, parsed)
    const body = JSON.stringify({ events: [typeof parsed] })
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    })
    response.end(body)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`)
})
