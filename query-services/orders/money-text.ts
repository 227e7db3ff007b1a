/** Writes minor units as people read them, e.g. £12.99. */
export type MoneyText = (amount: number) => string;

/** Writes amounts of one currency (ISO 4217) in British English; its number of decimals comes with the currency. */
export function moneyText(currency: string): MoneyText {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  return (amount) => format.format(amount / 10 ** decimals);
}
