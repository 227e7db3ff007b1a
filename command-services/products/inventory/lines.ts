export interface StockLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface RestockLine extends StockLine {
  readonly disposition: 'restock' | 'damaged';
}

/** One line for each SKU. Asked line by line, two lines of one SKU would oversell it. */
export function addUp<L extends StockLine>(lines: readonly L[], keyOf: (line: L) => string = ({ sku }) => sku): L[] {
  const sums = new Map<string, L>();
  for (const line of lines) {
    const before = sums.get(keyOf(line));
    sums.set(keyOf(line), before ? { ...before, quantity: before.quantity + line.quantity } : line);
  }
  return [...sums.values()];
}

/** One line for each SKU and condition. */
export function addUpByDisposition(lines: readonly RestockLine[]): RestockLine[] {
  return addUp(lines, ({ sku, disposition }) => `${sku} ${disposition}`);
}
