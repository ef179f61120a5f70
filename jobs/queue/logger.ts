import { Logger, type LogLevel } from 'graphile-worker'

/** graphile-worker's words, only those that matter to a person, to `write`. */
export function quietLogger(write: (line: string) => void = () => {}): Logger {
  return new Logger(() => (level: LogLevel, message: string) => {
    if (level === 'error' || level === 'warning') write(`queue: ${message.split('\n')[0]}`)
  })
}
