import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  // graphql ships CommonJS and ES builds; every importer must get the same one.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  oxc: { decorator: { legacy: true } },
  test: {
    include: ['test/**/*.test.ts'],
    // Builds an image, as root: `npm run test:deploy`.
    exclude: [
      ...configDefaults.exclude,
      ...(process.env.RESIDUA_DEPLOY ? [] : ['test/deploy/image.test.ts']),
    ],
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
