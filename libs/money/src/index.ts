export type { Fen, Points } from './fen.ts';
export { fen, formatYuan, least, minus, plus, points, sumFen, ZERO_FEN, ZERO_POINTS } from './fen.ts';
export { BP_OF_ONE, cut, Fraction, halfUp, halfUpQuotient, wholeBp } from './fraction.ts';
export type { BurnOrder, LotShare } from './lot.ts';
export { shareTotal, takeFromLot, takePrincipal, usedShare } from './lot.ts';
export { apportion, cutShare, priceAt } from './price.ts';
