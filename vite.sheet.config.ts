import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The tear sheet's page, for Node: `dist/sheet/render.js`, with its style sheets inside, for `residua report`. */
export default defineConfig({
  root: here('./src/dashboard/sheet'),
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  ssr: { noExternal: true },
  build: {
    ssr: here('./src/dashboard/sheet/render.tsx'),
    outDir: here('./dist/sheet'),
    emptyOutDir: true,
    target: 'node20',
    minify: true,
  },
})
