import type { QualityFinding } from './report.js'

export const number = new Intl.NumberFormat('en-US')

export function count(n: number, noun: string): string {
  return `${number.format(n)} ${noun}${n === 1 ? '' : 's'}`
}

/** A finding in one line. */
export function lineOf({ severity, kind, ...finding }: QualityFinding): string {
  return `${severity} ${kind}: ${exampleOf(finding)}`
}

/** `prices.csv:7: A 2020-01-02: message`, without the parts that a finding lacks. */
export function exampleOf({
  file,
  line,
  symbol,
  date,
  message,
}: Pick<QualityFinding, 'file' | 'line' | 'symbol' | 'date' | 'message'>): string {
  const place = file === undefined ? '' : line === undefined ? `${file}: ` : `${file}:${line}: `
  const subject = [symbol, date].filter((part) => part !== undefined).join(' ')
  return `${place}${subject === '' ? '' : `${subject}: `}${message}`
}
