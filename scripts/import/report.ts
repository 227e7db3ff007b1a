import type { Staging } from './staging.ts';

export interface ReportLine {
  readonly fate: string;
  readonly rows: number;
  /** Thousandths of the currency's unit. */
  readonly money: bigint;
}

export interface Report {
  readonly imported: readonly ReportLine[];
  readonly leftOut: readonly ReportLine[];
  readonly rows: number;
  readonly money: bigint;
  readonly importedMoney: bigint;
}

const leftOut = 'left out: ';

/** Every row once, by what became of it. Throws where a row has no fate: the table would not add up. */
export function reportOf(staging: Staging): Report {
  const lines = (
    staging
      .prepare('SELECT fate, count(*) AS rows, sum(quantity * price) AS money FROM rows GROUP BY fate ORDER BY 2 DESC')
      .safeIntegers()
      .all() as {
      fate: string | null;
      rows: bigint;
      money: bigint;
    }[]
  ).map(({ fate, rows, money }) => {
    if (fate === null) throw new Error(`${rows} rows are neither imported nor left out`);
    return { fate, rows: Number(rows), money };
  });
  const imported = lines.filter(({ fate }) => !fate.startsWith(leftOut));
  const sum = (of: readonly ReportLine[]): bigint => of.reduce((total, line) => total + line.money, 0n);
  return {
    imported,
    leftOut: lines
      .filter(({ fate }) => fate.startsWith(leftOut))
      .map((line) => ({ ...line, fate: line.fate.slice(leftOut.length) })),
    rows: lines.reduce((total, line) => total + line.rows, 0),
    money: sum(lines),
    importedMoney: sum(imported),
  };
}

/** The report as a table for people. */
export function formatReport(report: Report): string {
  const line = (name: string, rows: number, money: bigint): string =>
    `${name.padEnd(52)}${String(rows).padStart(10)}${formatMoney(money).padStart(18)}`;
  const leftOutMoney = report.money - report.importedMoney;
  const rowsOf = (lines: readonly ReportLine[]): number => lines.reduce((total, { rows }) => total + rows, 0);
  return [
    `${''.padEnd(52)}${'rows'.padStart(10)}${'money'.padStart(18)}`,
    line('imported', rowsOf(report.imported), report.importedMoney),
    ...report.imported.map(({ fate, rows, money }) => line(`  ${fate}`, rows, money)),
    line('left out', rowsOf(report.leftOut), leftOutMoney),
    ...report.leftOut.map(({ fate, rows, money }) => line(`  ${fate}`, rows, money)),
    line('the file', report.rows, report.money),
  ].join('\n');
}

/** Thousandths as a decimal; the third decimal only where it is not 0. */
export function formatMoney(thousandths: bigint): string {
  const sign = thousandths < 0n ? '-' : '';
  const digits = String(thousandths < 0n ? -thousandths : thousandths).padStart(4, '0');
  const fraction = digits.slice(-3);
  return `${sign}${digits.slice(0, -3).replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${fraction.endsWith('0') ? fraction.slice(0, 2) : fraction}`;
}
