import { throwawayDatabase } from '@scrip/testing';
import { longWallet } from './long-wallet.ts';

longWallet(100_000, () => throwawayDatabase('ledger'));
