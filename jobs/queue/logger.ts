import { Logger, type LogLevel } from 'graphile-worker'

/** Passes the warnings and errors of graphile-worker on to `write`. */
export function quietLogger(write: (line: string) => void = () => {}): Logger {
  return new Logger(() => (level: LogLevel, message: string) => {
    if (level === 'error' || level === 'warning') write(`queue: ${message.split('\n')[0]}`)
  })
}
