import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { writeSection } from './_util/markdown.js'
import { benchOptions } from './_util/options.js'
import { startApiOf } from './_util/servers.js'
import { galleryPage } from './gallery/page.js'
import { picture, WIDTHS } from './gallery/picture.js'
import { type Shot, viewsOf } from './gallery/shots.js'

/**
 * Pictures of every view of the dashboard and of the playground, over the store of `residua demo`, and the page
 * that shows them: `npm run gallery`.
 */
const options = benchOptions(
  'gallery',
  'Pictures of the pages, as WebP files with a page of them.',
  {
    home: { type: 'string', default: '.residua', what: 'home of a finished npm run demo' },
    url: { type: 'string', default: '', what: 'a running server to use instead' },
    chromium: { type: 'string', default: '/usr/bin/chromium', what: 'the browser' },
    folder: { type: 'string', default: 'docs/gallery', what: 'where the pictures go' },
    page: { type: 'string', default: 'docs/gallery.md', what: 'the page that shows them' },
  },
)

async function main(): Promise<void> {
  const served = options.url === '' ? await startApiOf(options.home) : undefined
  const url = served?.url ?? options.url
  const browser = await chromium.launch({
    executablePath: options.chromium,
    args: ['--no-sandbox', '--font-render-hinting=none'],
  })
  try {
    const shots = await viewsOf(browser, url)
    emptyFolder(options.folder)
    for (const shot of shots) await take(browser, url, shot)
    writeSection(options.page, 'gallery', galleryPage(shots))
  } finally {
    await browser.close()
    await served?.stop()
  }
}

async function take(browser: Browser, url: string, shot: Shot): Promise<void> {
  for (const width of WIDTHS) {
    const bytes = await picture(browser, url, shot, width)
    writeFileSync(join(options.folder, `${shot.name}-${width}.webp`), bytes)
    process.stdout.write(`${shot.name} ${width}: ${Math.round(bytes.length / 1000)} KB\n`)
  }
}

function emptyFolder(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.webp')))
    rmSync(join(folder, file))
}

await main()
