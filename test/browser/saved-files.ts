import type { Page } from 'playwright-core'

/** A file that a button of the page saves, and the queries of its panel as links to the playground. */
export interface SavedFile {
  readonly name: string
  /** A text, or the bytes of a picture in base 64. */
  readonly content: string
  readonly hrefs: readonly string[]
}

/**
 * Every CSV file of the view, and of each panel with a chart its picture, by their buttons: all in one call,
 * as a download for each would take a second. One real download is tested apart.
 */
export function savedFiles(page: Page): Promise<SavedFile[]> {
  return page.evaluate<SavedFile[]>(SAVE_ALL)
}

const SAVE_ALL = `(async () => {
  const files = []
  const blobs = new Map()
  const create = URL.createObjectURL
  const click = HTMLAnchorElement.prototype.click
  URL.createObjectURL = (blob) => {
    const url = create.call(URL, blob)
    blobs.set(url, blob)
    return url
  }
  let saved = () => {}
  HTMLAnchorElement.prototype.click = function () {
    saved({ name: this.download, blob: blobs.get(this.href) })
  }
  const isOfTable = ({ textContent }) => textContent.endsWith('as CSV')
  const isOfChart = ({ textContent }) => /as (PNG|SVG)$/.test(textContent)
  for (const button of document.querySelectorAll('main .tools button')) {
    if (!isOfTable(button) && !isOfChart(button)) continue
    const panel = button.closest('.tab-body, .panel')
    const hrefs = [...panel.querySelectorAll('.tools a[href^="/playground#"]')].map((link) => link.getAttribute('href'))
    const { name, blob } = await new Promise((resolve) => {
      saved = resolve
      button.click()
    })
    const content = blob.type === 'image/png'
      ? btoa(String.fromCharCode(...new Uint8Array(await blob.slice(0, 2000).arrayBuffer())))
      : await blob.text()
    files.push({ name, content, hrefs })
  }
  URL.createObjectURL = create
  HTMLAnchorElement.prototype.click = click
  return files
})()`

/** A CSV file: its head, and its rows by the names of the head. */
export interface Csv {
  readonly name: string
  readonly head: readonly string[]
  readonly rows: readonly Readonly<Record<string, string>>[]
}

export function csvOf({ name, content }: Pick<SavedFile, 'name' | 'content'>): Csv {
  const [head = [], ...lines] = content.trimEnd().split('\r\n').map(cellsOf)
  const wrong = lines.find((cells) => cells.length !== head.length)
  if (wrong) throw new Error(`${name}: ${wrong.length} cells below a head of ${head.length}`)
  const rows = lines.map((cells) => Object.fromEntries(head.map((key, i) => [key, cells[i]])))
  return { name, head, rows }
}

/** The cells of a line, whose quoted ones may hold commas. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
  )
}

/** What is wrong with a picture: an SVG with charts in it, or the head of a PNG. */
export function pictureFault({ name, content }: SavedFile): string | undefined {
  if (name.endsWith('.png')) {
    const head = Buffer.from(content, 'base64')
    const isPng = head.subarray(1, 4).toString('latin1') === 'PNG' && head.length > 1000
    return isPng && head.readUInt32BE(16) > 100 ? undefined : `${name} is no picture`
  }
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(content) ?? []
  const isSized = Number(width) > 100 && Number(height) > 40
  return isSized && /<(image|polyline|line|text)/.test(content)
    ? undefined
    : `${name} is ${width} by ${height} and ${content.length} characters`
}
