/** Every migration, in order; each imports kysely and nothing else, so that it never changes. */
export * as _20261121_initial from './20261121-initial.js'
