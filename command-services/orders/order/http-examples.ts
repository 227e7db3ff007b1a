/** An order that is placed and paid at once, where the shop has the article of the other examples in stock. */
export const orderExample = {
  lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
  shippingAddress: {
    name: 'Alice Archer',
    line1: '1 Market Street',
    city: 'Cambridge',
    postalCode: 'CB2 3PA',
    country: 'GB',
  },
  paymentToken: 'tok_ok',
  place: true,
};
