import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { precompressed } from './src/dashboard/build/precompressed.js'

/** The playground, built into the package: `dist/public/playground`, served by src/server/playground. */
export default defineConfig({
  root: fileURLToPath(new URL('./src/playground', import.meta.url)),
  base: '/playground/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // graphql ships CommonJS and ES builds; every importer must get the same one.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.mjs' }] },
  plugins: [precompressed()],
  build: {
    outDir: fileURLToPath(new URL('./dist/public/playground', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
})
