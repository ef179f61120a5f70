/** Starts what the whole suite shares (see test/_util/postgres.ts); nothing yet. */
export default function setup(): void {}
