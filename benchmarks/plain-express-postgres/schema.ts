/** What a shop on PostgreSQL needs for the compared work: tables, keys, and an index for each query. */
export const tables = `
  CREATE TABLE products (
    id uuid PRIMARY KEY, slug text UNIQUE NOT NULL, name text NOT NULL, description text NOT NULL,
    category text NOT NULL, status text NOT NULL, created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE variants (
    sku text PRIMARY KEY, product_id uuid NOT NULL REFERENCES products, price bigint NOT NULL, currency text NOT NULL
  );
  CREATE INDEX ON variants (product_id);
  CREATE TABLE stock (
    sku text PRIMARY KEY REFERENCES variants, on_hand integer NOT NULL, reserved integer NOT NULL DEFAULT 0,
    CHECK (reserved >= 0 AND reserved <= on_hand)
  ) WITH (fillfactor = 50);
  CREATE TABLE orders (
    id uuid PRIMARY KEY, customer_id uuid NOT NULL, status text NOT NULL, total bigint NOT NULL, currency text NOT NULL,
    shipping_address jsonb NOT NULL, placed_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX ON orders (customer_id, placed_at DESC, id);
  CREATE TABLE order_lines (
    order_id uuid NOT NULL REFERENCES orders, line integer NOT NULL, sku text NOT NULL, quantity integer NOT NULL,
    unit_price bigint NOT NULL, PRIMARY KEY (order_id, line)
  );
`;

/** Statements by name: prepared once on each connection. */
export const statements = {
  reserve: `UPDATE stock SET reserved = reserved + $2 FROM variants
            WHERE stock.sku = $1 AND variants.sku = stock.sku AND on_hand - reserved >= $2 RETURNING price, currency`,
  order: `INSERT INTO orders (id, customer_id, status, total, currency, shipping_address) VALUES ($1, $2, 'confirmed', $3, $4, $5)`,
  lines: `INSERT INTO order_lines (order_id, line, sku, quantity, unit_price)
          SELECT $1, * FROM unnest($2::int[], $3::text[], $4::int[], $5::bigint[])`,
  getProduct: `SELECT p.*, (SELECT json_agg(json_build_object('sku', v.sku, 'price', v.price, 'currency', v.currency,
                 'inStock', s.on_hand > s.reserved) ORDER BY v.sku)
               FROM variants v JOIN stock s ON s.sku = v.sku WHERE v.product_id = p.id) AS variants
               FROM products p WHERE p.id = $1 AND p.status = 'active'`,
  getOrder: `SELECT o.*, (SELECT json_agg(json_build_object('sku', l.sku, 'quantity', l.quantity, 'unitPrice', l.unit_price)
               ORDER BY l.line) FROM order_lines l WHERE l.order_id = o.id) AS lines
             FROM orders o WHERE o.id = $1 AND o.customer_id = $2`,
  listOrders: `SELECT id, status, total, currency, placed_at FROM orders WHERE customer_id = $1
               ORDER BY placed_at DESC, id LIMIT 20`,
} as const;
