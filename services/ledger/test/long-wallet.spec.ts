import { throwawayDatabase } from '@scrip/testing';
import { longWallet } from './long-wallet.ts';

longWallet(10_000, () => throwawayDatabase('ledger'));
