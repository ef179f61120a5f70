import { isUtf8 } from 'node:buffer'
import { UserError } from '../../../lib/errors.js'

const LONGEST_LINE_BYTES = 1 << 24
const NEWLINE = 10
/** Lines that are kept: a header may follow some lines about the file. */
const HEAD_LINES = 12

/** Counts lines and checks UTF-8 over chunks that may end anywhere. */
export class TextScan {
  readonly head: string[] = []
  lineCount = 0
  #rest: Buffer = Buffer.alloc(0)

  constructor(readonly path: string) {}

  add(chunk: Buffer): void {
    const joined = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    const end = joined.lastIndexOf(NEWLINE) + 1
    this.#lines(joined.subarray(0, end))
    this.#rest = joined.subarray(end)
    if (this.#rest.length > LONGEST_LINE_BYTES) {
      throw new UserError(
        `${this.path} line ${this.lineCount + 1} is longer than 16 MB; is it a CSV file?`,
      )
    }
  }

  end(): void {
    if (this.#rest.length > 0) this.#lines(Buffer.concat([this.#rest, Buffer.from('\n')]))
    if (this.lineCount <= 1 && (this.head[0] ?? '') === '') {
      throw new UserError(`${this.path} is empty; it needs a header line and rows`)
    }
  }

  #lines(block: Buffer): void {
    if (block.length === 0) return
    if (!isUtf8(block) || block.includes(0)) this.#fail(block)
    this.#keepHead(block)
    for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1)) {
      this.lineCount++
    }
  }

  #keepHead(block: Buffer): void {
    for (let start = 0; start < block.length && this.head.length < HEAD_LINES; ) {
      const end = block.indexOf(NEWLINE, start)
      this.head.push(textOfLine(block.subarray(start, end), this.head.length === 0))
      start = end + 1
    }
  }

  #fail(block: Buffer): never {
    let line = this.lineCount
    for (let start = 0; start < block.length; ) {
      const end = block.indexOf(NEWLINE, start)
      const text = block.subarray(start, end)
      line++
      start = end + 1
      if (isUtf8(text) && !text.includes(0)) continue
      const shown = JSON.stringify(text.toString('utf8').slice(0, 60))
      throw new UserError(
        `${this.path} line ${line} is not UTF-8 text: ${shown}; save the file as UTF-8`,
      )
    }
    throw new UserError(`${this.path} is not UTF-8 text; save the file as UTF-8`)
  }
}

function textOfLine(line: Buffer, isFirst: boolean): string {
  const text = line.toString('utf8').replace(/\r$/, '')
  return isFirst ? text.replace(/^\uFEFF/, '') : text
}
