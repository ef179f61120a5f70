import { randomBytes } from 'node:crypto'

/** A part of an answer that is JSON text already; `stringify` copies it as it stands. */
export class JsonText {
  readonly text: string
  /** How many values it holds. */
  readonly values: number

  constructor(text: string, values: number) {
    this.text = text
    this.values = values
  }

  toJSON(): string {
    found.push(this.text)
    return MARKER
  }
}

/** Stands for a text while the rest is written; as nobody can guess it, no value contains it. */
const MARKER = `json text ${randomBytes(18).toString('base64url')}`
const QUOTED_MARKER = JSON.stringify(MARKER)

/** The texts of the answer being written, in the order they are met. */
const found: string[] = []

/** JSON of an answer, a line of its own. */
export function stringify(answer: unknown): string {
  found.length = 0
  const parts = JSON.stringify(answer).split(QUOTED_MARKER)
  let json = parts[0]
  for (let i = 1; i < parts.length; i++) json += found[i - 1] + parts[i]
  found.length = 0
  return `${json}\n`
}
