/** What is answered about a wallet that the caller cannot see. */
import { Problem } from '@scrip/http';

/** The same for a wallet that is not there and for another issuer's. */
export function walletUnknown(walletId: string): Problem {
  return new Problem(404, 'wallet_unknown', 'There is no such wallet', { members: { walletId } });
}
