import { WIDTHS } from './picture.js'
import type { Shot } from './shots.js'

/** Each view with its pictures: as on a desktop, and as on a phone. */
export function galleryPage(shots: readonly Shot[]): string {
  return shots.map(section).join('\n\n')
}

function section({ name, title }: Shot): string {
  const images = WIDTHS.map(
    (width) =>
      `<img src="gallery/${name}-${width}.webp" alt="${title}, ${width} pixels wide" width="${width > 1000 ? '74%' : '23%'}">`,
  )
  return [`## ${title}`, images.join(' ')].join('\n\n')
}
