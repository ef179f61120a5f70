import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const GALLERY_BYTES = 1_500_000

const inDocs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) =>
  join('docs', name),
)
const pages = [...readdirSync(ROOT), ...inDocs].filter((file) => file.endsWith('.md')).sort()
const text = (page: string) => readFileSync(join(ROOT, page), 'utf8')

describe('links of the documentation', () => {
  it.each(pages)('%s leads to files and headings that exist', (page) => {
    const broken = linksOf(page).filter((link) => !leadsSomewhere(page, link))
    expect(broken).toEqual([])
  })

  it('reach every page of docs from the README', () => {
    const seen = new Set(['README.md'])
    for (const page of seen) {
      const targets = linksOf(page).map((link) => targetOf(page, link).file)
      for (const file of targets)
        if (file.endsWith('.md') && existsSync(join(ROOT, file))) seen.add(file)
    }
    const docs = pages.filter((page) => page.startsWith('docs/'))
    expect(docs.filter((page) => !seen.has(page))).toEqual([])
  })
})

describe('the gallery', () => {
  const pictures = inDocs.filter((file) => file.startsWith('docs/gallery/'))

  it('shows every picture, and the pictures are small', () => {
    expect(pictures.length).toBeGreaterThan(10)
    const shown = linksOf('docs/gallery.md').map((link) => targetOf('docs/gallery.md', link).file)
    expect(pictures.filter((picture) => !shown.includes(picture))).toEqual([])
    const bytes = pictures.map((picture) => statSync(join(ROOT, picture)).size)
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(GALLERY_BYTES)
  })
})

/** Links of a page to files and headings of this project, outside code. */
function linksOf(page: string): string[] {
  const prose = text(page)
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, '')
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)]
  return links.map(([, link, other]) => link ?? other).filter((link) => !/^[a-z]+:/.test(link))
}

function targetOf(page: string, link: string): { file: string; heading: string } {
  const [path = '', heading = ''] = link.split('#')
  const file = path === '' ? page : normalize(join(dirname(page), path))
  return { file, heading }
}

function leadsSomewhere(page: string, link: string): boolean {
  const { file, heading } = targetOf(page, link)
  if (!existsSync(join(ROOT, file))) return false
  return heading === '' || !file.endsWith('.md') || anchorsOf(file).has(heading)
}

const known = new Map<string, Set<string>>()

/** Anchors of a page as GitHub makes them from headings, and those that it sets itself. */
function anchorsOf(page: string): Set<string> {
  const before = known.get(page)
  if (before) return before
  const headings = [...text(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
  const own = [...text(page).matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id]) => id)
  const anchors = new Set([...headings, ...own])
  known.set(page, anchors)
  return anchors
}
