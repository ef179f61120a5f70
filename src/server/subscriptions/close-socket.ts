import type { WebSocket } from 'ws'

/** Close code of a server that stops. */
export const GOING_AWAY = 1001
const CLOSE_MS = 1000
/** The longest reason that the protocol allows. */
const REASON_BYTES = 123

export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, Buffer.from(reason).subarray(0, REASON_BYTES))
}

/** Closes all; those that do not close within a second are terminated. */
export async function closeSockets(sockets: ReadonlySet<WebSocket>): Promise<void> {
  const closings = [...sockets].map((socket) => {
    const closed = new Promise((resolve) => socket.once('close', resolve))
    closeSocket(socket, GOING_AWAY, 'the server stops')
    return closed
  })
  const deadline = setTimeout(() => {
    for (const socket of sockets) socket.terminate()
  }, CLOSE_MS)
  await Promise.all(closings)
  clearTimeout(deadline)
}
