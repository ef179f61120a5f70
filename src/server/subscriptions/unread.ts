import { setTimeout as sleep } from 'node:timers/promises'
import type { WebSocket } from 'ws'

/** Backpressure: a client that leaves this much unread is disconnected. */
const MOST_UNREAD_BYTES = 1_048_576
const CHECK_MS = 20
const STALL_MS = 30_000

/** Bytes of the last large message of a socket, which may be unread for a while. */
const large = new WeakMap<WebSocket, number>()

/** Sends a message; a client that has left too much unread before it is disconnected. */
export function send(socket: WebSocket, data: string): void {
  if (socket.readyState !== socket.OPEN) return
  if (data.length > MOST_UNREAD_BYTES) large.set(socket, Buffer.byteLength(data))
  socket.send(data)
  if (unreadOf(socket) > MOST_UNREAD_BYTES) socket.terminate()
}

/** Waits until a client has read most of what was sent; one that reads nothing is disconnected. */
export async function isRead(socket: WebSocket): Promise<void> {
  let [least, since] = [socket.bufferedAmount, performance.now()]
  while (socket.readyState === socket.OPEN && socket.bufferedAmount > MOST_UNREAD_BYTES) {
    await sleep(CHECK_MS)
    if (socket.bufferedAmount < least) [least, since] = [socket.bufferedAmount, performance.now()]
    if (performance.now() - since > STALL_MS) socket.terminate()
  }
  large.delete(socket)
}

function unreadOf(socket: WebSocket): number {
  return socket.bufferedAmount - (large.get(socket) ?? 0)
}
