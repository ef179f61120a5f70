/** Control and format characters (escape sequences, bidirectional and invisible ones); not \n and \t. */
const CONTROLS = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** Text with its control characters written as `\u001b`: symbols and file names are others' text. */
export function escapeControls(text: string): string {
  const units = (character: string) => character.split('').map((unit) => unit.charCodeAt(0))
  return text.replace(CONTROLS, (character) =>
    units(character)
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

/** Prints results to stdout; `note` prints messages to stderr. */
export function print(text: string): void {
  process.stdout.write(`${escapeControls(text)}\n`)
}

export function note(text: string): void {
  process.stderr.write(`${escapeControls(text)}\n`)
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2))
}

/** Exits quietly where the reader of a pipe closed early (`residua runs | head`). */
export function tolerateClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      throw error
    })
  }
}
