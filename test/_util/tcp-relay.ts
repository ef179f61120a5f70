import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A relay in front of a TCP server, which can be interrupted and resumed on the same port. */
export interface TcpRelay extends AsyncDisposable {
  readonly port: number
  /** Refuses new connections and cuts the open ones. */
  cut(): Promise<void>
  restore(): Promise<void>
}

export async function tcpRelay(target: { host: string; port: number }): Promise<TcpRelay> {
  const sockets = new Set<Socket>()
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  }
  const listen = (port: number): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer((near) => {
        const far = connect(target)
        for (const socket of [near, far]) track(socket)
        near.pipe(far).pipe(near)
        near.on('close', () => far.destroy())
        far.on('close', () => near.destroy())
      })
      server.listen(port, '127.0.0.1', () => resolve(server))
    })
  let server: Server | undefined = await listen(0)
  const { port } = server.address() as AddressInfo
  const cut = async () => {
    const closing = server
    server = undefined
    const closed = new Promise<void>((resolve) =>
      closing ? closing.close(() => resolve()) : resolve(),
    )
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return {
    port,
    cut,
    async restore() {
      server ??= await listen(port)
    },
    [Symbol.asyncDispose]: cut,
  }
}
