import { equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { availableOf } from './state.ts';
import {
  expiresAt,
  registered,
  reserved,
  confirmed,
  released,
  expired,
  deducted,
  adjusted,
  soldOut,
  reserve,
  confirm,
  release,
  expire,
  item,
} from './reservation.fixtures.ts';

describe('reserving', () => {
  it('holds what is available and no more', () => {
    item(registered(5)).when(reserve('r', 3)).then(reserved('r', 3));
    item(registered(5)).when(reserve('r', 5)).then(reserved('r', 5), soldOut);
    item(registered(5)).when(reserve('r', 6)).refused('insufficient-stock');
    item(registered(5), reserved('r', 3)).when(reserve('s', 3)).refused('insufficient-stock');
  });
  it('holds once, however often it is asked', () => {
    item(registered(5), reserved('r', 3)).when(reserve('r', 3)).then();
    item(registered(5), reserved('r', 3), confirmed('r')).when(reserve('r', 3)).then();
    item(registered(5), reserved('r', 3), confirmed('r'), deducted('f', 'r', 3))
      .when(reserve('r', 3))
      .then();
  });
  it('refuses the same id with another quantity, open or over', () => {
    item(registered(5), reserved('r', 3)).when(reserve('r', 2)).refused('reservation-conflict');
    item(registered(5), reserved('r', 3), released('r')).when(reserve('r', 2)).refused('reservation-conflict');
  });
  it('never holds again under an id that is over', () => {
    item(registered(5), reserved('r', 3), released('r')).when(reserve('r', 3)).refused('reservation-closed');
    item(registered(5), reserved('r', 3), expired('r')).when(reserve('r', 3)).refused('reservation-closed');
  });
});

describe('holds that ran out', () => {
  it('make room where there is none, the oldest first and no more than needed', () => {
    const past = [
      registered(6),
      reserved('young', 2, '2026-01-01T00:10:00.000Z'),
      reserved('old', 1, '2026-01-01T01:05:00.000+01:00'),
      reserved('older', 3, '2026-01-01T00:05:00.000Z'),
    ];
    item(...past)
      .when(reserve('s', 4))
      .then(expired('old'), expired('older'), reserved('s', 4));
  });
  it('stay where there is room enough', () =>
    item(registered(6), reserved('r', 3))
      .when(reserve('s', 2, expiresAt))
      .then(reserved('s', 2)));
  it('stay while they have time left, and once they are confirmed', () => {
    item(registered(6), reserved('r', 4)).when(reserve('s', 3)).refused('insufficient-stock');
    item(registered(6), reserved('r', 4))
      .when(reserve('s', 3, expiresAt))
      .then(expired('r'), reserved('s', 3));
    item(registered(6), reserved('r', 4), confirmed('r'))
      .when(reserve('s', 3, expiresAt))
      .refused('insufficient-stock');
  });
  it('stay where all of them would not do', () =>
    item(registered(6), reserved('r', 4))
      .when(reserve('s', 7, expiresAt))
      .refused('insufficient-stock'));
  it('first make up for a shortfall', () => {
    const short = [registered(6), reserved('r', 4), reserved('s', 2), adjusted(-3)];
    item(...short)
      .when(reserve('t', 2, expiresAt))
      .then(expired('r'), expired('s'), reserved('t', 2));
    item(...short, confirmed('s'))
      .when(reserve('t', 2, expiresAt))
      .refused('insufficient-stock');
  });
});

describe('the end of a hold', () => {
  const held = [registered(5), reserved('r', 3)];
  it('is confirmed once', () => {
    item(...held)
      .when(confirm('r'))
      .then(confirmed('r'));
    item(...held, confirmed('r'))
      .when(confirm('r'))
      .then();
    item(...held, confirmed('r'), deducted('f', 'r', 3))
      .when(confirm('r'))
      .then();
  });
  it('cannot be confirmed once it is gone', () => {
    item(...held)
      .when(confirm('s'))
      .refused('reservation-missing');
    item(...held, released('r'))
      .when(confirm('r'))
      .refused('reservation-missing');
    item(...held, expired('r'))
      .when(confirm('r'))
      .refused('reservation-missing');
  });
  it('is released, confirmed or not, and is available again', () => {
    item(...held)
      .when(release('r'))
      .then(released('r'));
    item(...held, confirmed('r'))
      .when(release('r'))
      .then(released('r'));
    equal(availableOf(item(...held, released('r')).state), 5);
  });
  it('is released once; releasing what was never held does nothing', () => {
    item(...held, released('r'))
      .when(release('r'))
      .then();
    item(...held, expired('r'))
      .when(release('r'))
      .then();
    item(...held)
      .when(release('s'))
      .then();
  });
  it('runs out only where it is not confirmed', () => {
    item(...held)
      .when(expire('r'))
      .then(expired('r'));
    item(...held, confirmed('r'))
      .when(expire('r'))
      .refused('reservation-confirmed');
    item(...held, released('r'))
      .when(expire('r'))
      .then();
    item(...held)
      .when(expire('s'))
      .then();
  });
});
