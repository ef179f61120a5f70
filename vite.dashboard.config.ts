import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { currentQueries } from './src/dashboard/build/current-queries.js'
import { precompressed } from './src/dashboard/build/precompressed.js'

/** The dashboard, built into the package: `dist/public/dashboard`, served by src/server/dashboard. */
export default defineConfig({
  root: fileURLToPath(new URL('./src/dashboard', import.meta.url)),
  base: '/dashboard/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [currentQueries(), precompressed()],
  build: {
    outDir: fileURLToPath(new URL('./dist/public/dashboard', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
})
