/** Kind of a row of a day table: the values of a date, or those of a date and factor. */
export type DayTableRows = 'date' | 'date and factor'

/**
 * The statements that create a day table: values in an array that is stored in its row, because one
 * in TOAST reads four times slower. The rows are deleted with their content. Released
 * migrations call this function, so it never changes; another shape is another function.
 */
export function dayTable(name: string, rows: DayTableRows): string[] {
  const byFactor = rows === 'date and factor'
  return [
    `create table ${name} (
      content_id bigint not null references split_version (id) on delete cascade,
      date date not null,
      ${byFactor ? 'factor smallint not null,' : ''}
      v real[] not null,
      primary key (content_id, date${byFactor ? ', factor' : ''})
    ) with (toast_tuple_target = 8160)`,
    `alter table ${name} alter column v set storage main`,
  ]
}
